"""Accrued revenue: what the ledger's income accounts earned, day by day."""

from typing import Any

from sqlalchemy import Select, select

from app.people.employee import Employee
from app.reports.dataset import Dataset
from app.reports.dimensions import BRANCH, COMPONENT, MONTH, OFFICER, PRODUCT, UNIT
from app.reports.engine import Reader
from app.reports.filters import Filters
from app.reports.measure import Better, Measure, Unit
from app.servicing.contract.model import Contract
from app.servicing.ledger.model import Account, AccountRole, LedgerLine
from app.shared.text import msg

INCOME = (AccountRole.INTEREST_INCOME, AccountRole.LATE_INTEREST_INCOME, AccountRole.FEE_INCOME)


def rows(_filters: Filters, _reader: Reader) -> Select[Any]:
    """Return one row a ledger line on an income account; the records behind it are the contracts that earned it."""
    line, account, contract, owner = (t.__table__ for t in (LedgerLine, Account, Contract, Employee))
    return (
        select(
            contract.c.id.label("record_id"),
            contract.c.branch_id,
            contract.c.owner_id,
            contract.c.product_id,
            owner.c.unit,
            line.c.component,
            line.c.business_date.label("day"),
            (line.c.credit - line.c.debit).label("amount"),
        )
        .join_from(line, account, account.c.id == line.c.account_id)
        .join(contract, contract.c.id == line.c.contract_id)
        .outerjoin(owner, owner.c.id == contract.c.owner_id)
        .where(account.c.role.in_(INCOME))
    )


ACCRUED = Measure(
    "accrued_revenue",
    msg("Revenue, accrual"),
    Unit.MONEY,
    msg("Interest and fees booked as income in the period: daily for group 1, on receipt otherwise (statutory view)."),
    expression=lambda c: c.amount,
    better=Better.HIGHER,
)

DATASET = Dataset(
    "revenue_accrued",
    Contract,
    rows,
    dimensions=(MONTH, BRANCH, OFFICER, UNIT, PRODUCT, COMPONENT),
    measures=(ACCRUED,),
    day="day",
)
