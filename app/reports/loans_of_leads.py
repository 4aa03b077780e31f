"""What came of leads: their applications and loans within the window that counts, and what those loans brought."""

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, or_, select

from app.marketing.lead.model import Lead
from app.marketing.opportunity.model import Opportunity
from app.origination.application.model import Application, Decision
from app.origination.credit_assessment.rules import RiskGrade
from app.products.product.model import Product
from app.reports.sql_dates import add_days, day_of_instant, days_between
from app.reports.zone import business_zone
from app.servicing.balance.model import ContractBalance
from app.servicing.contract.model import Contract
from app.servicing.ledger.model import Account, AccountRole, LedgerLine
from app.servicing.receipt.model import Allocation
from app.servicing.receipt.rules import Component
from app.shared.product_class import ProductClass

COLLECTED = (Component.INTEREST, Component.OVERDUE_INTEREST, Component.LATE_INTEREST, Component.FEE)
# Lent by grade and by whether something secures the loan: what the expected loss differs by.
GRADES = (RiskGrade.LOW, RiskGrade.MEDIUM, RiskGrade.HIGH)
EXPOSURES = tuple(f"{grade}_{kind}" for grade in GRADES for kind in ("unsecured", "secured"))


def loans_of_leads(as_of: date, window_days: int) -> Select[Any]:
    """Return one row a lead with an application: flags of the steps reached, amounts lent and collected.

    `balance_days` is principal x days since it was lent up to `as_of`: what the funding cost is computed from.
    """
    lead, deal, application, contract, balance, product = (
        t.__table__ for t in (Lead, Opportunity, Application, Contract, ContractBalance, Product)
    )
    made_on = day_of_instant(lead.c.created_at, business_zone())
    until = add_days(made_on, literal(window_days))
    collected, lent = _collected(as_of), _balance_days(as_of)
    requested_on = day_of_instant(application.c.requested_at, business_zone())
    applied = and_(application.c.requested_at.is_not(None), requested_on <= until)
    decided_on = day_of_instant(application.c.decided_at, business_zone())
    approved = and_(application.c.decision == Decision.APPROVED, decided_on <= until)
    paid_out = and_(contract.c.effective_on <= until, contract.c.effective_on <= as_of)
    secured = product.c.product_class != ProductClass.UNSECURED
    amounts = {
        "disbursed_amount": balance.c.disbursed,
        "income": func.coalesce(collected.c.amount, 0),
        "balance_days": func.coalesce(lent.c.balance_days, 0),
    }
    exposures = {
        f"{grade}_{kind}": case((and_(_is_grade(application, grade), is_kind), balance.c.disbursed), else_=0)
        for grade in GRADES
        for kind, is_kind in (("unsecured", ~secured), ("secured", secured))
    }
    return (
        select(
            lead.c.id.label("lead_id"),
            *(func.max(case((met, 1), else_=0)).label(n) for n, met in _steps(applied, approved, paid_out)),
            *(
                func.sum(case((paid_out, amount), else_=0)).label(name)
                for name, amount in (amounts | exposures).items()
            ),
        )
        .join_from(lead, deal, deal.c.lead_id == lead.c.id)
        .join(application, application.c.opportunity_id == deal.c.id)
        .join(product, product.c.id == application.c.product_id)
        .outerjoin(contract, contract.c.application_id == application.c.id)
        .outerjoin(balance, balance.c.contract_id == contract.c.id)
        .outerjoin(collected, collected.c.contract_id == contract.c.id)
        .outerjoin(lent, lent.c.contract_id == contract.c.id)
        .group_by(lead.c.id)
    )


def _steps(applied: Any, approved: Any, paid_out: Any) -> tuple[tuple[str, Any], ...]:
    """Return the steps so that each includes the later ones: who was paid out had applied, whatever the dates say."""
    return (
        ("applied", or_(applied, approved, paid_out)),
        ("approved", or_(approved, paid_out)),
        ("disbursed", paid_out),
    )


def _is_grade(application: Any, grade: RiskGrade) -> Any:
    """Return the condition of a grade; a loan without a grade, or lent against it, counts as high risk."""
    if grade is RiskGrade.HIGH:
        return or_(application.c.grade.not_in(GRADES[:2]), application.c.grade.is_(None))
    return application.c.grade == grade


def _collected(as_of: date) -> Any:
    part = Allocation.__table__
    return (
        select(part.c.contract_id, func.sum(part.c.amount).label("amount"))
        .where(part.c.component.in_(COLLECTED), part.c.posted_on <= as_of)
        .group_by(part.c.contract_id)
        .subquery("collected")
    )


def _balance_days(as_of: date) -> Any:
    line, account = LedgerLine.__table__, Account.__table__
    held = (line.c.debit - line.c.credit) * days_between(literal(as_of), line.c.business_date)
    return (
        select(line.c.contract_id, func.sum(held).label("balance_days"))
        .join(account, account.c.id == line.c.account_id)
        .where(account.c.role == AccountRole.PRINCIPAL, line.c.business_date <= as_of, line.c.contract_id.is_not(None))
        .group_by(line.c.contract_id)
        .subquery("lent")
    )
