"""Pricing a scheme, and what becomes of it when its application moves."""

from datetime import date
from decimal import Decimal
from typing import Any

from app.origination.credit_assessment.queries import last_assessment
from app.origination.credit_assessment.rules import RiskGrade, loan_to_value, payment_to_income
from app.origination.scheme.model import Scheme, SchemeStatus
from app.origination.scheme.queries import next_revision, submitted_scheme
from app.origination.scheme.rules import MarginCosts, exceptions, margin_test, terms_of
from app.products.product.rules import misfit
from app.security.acting import session_of
from app.shared.company import LenderType, business_date, company
from app.shared.errors import Conflict, InvalidInput
from app.shared.field import fields_of
from app.shared.policy import policy_value, policy_values
from app.shared.product_class import ProductClass
from app.shared.schedule.effective_rate import schedule_rate_percent
from app.shared.schedule.rules import Schedule, build_schedule
from app.shared.text import msg

_SECURED = (ProductClass.SECURED, ProductClass.USED_CAR)
_EXACTLY = Decimal("0.000001")


def calculate(*, record: Scheme) -> None:
    """Compute every figure of a scheme from its terms, the assessment and the policy of today.

    Raises InvalidInput where the terms leave the product's bands or the law, Conflict before there is an assessment.
    """
    session, application = session_of(record), record.application
    today = business_date(session)
    assessment = last_assessment(session, application.id)
    if assessment is None or assessment.grade in (None, RiskGrade.REJECT):
        raise Conflict(msg("There is no credit assessment that allows a scheme."))
    _refuse_outside_product(record)
    _refuse_outside_law(record, today)
    schedule = build_schedule(terms_of(record, application.product))
    record.instalment = schedule.rows[0].payment
    record.total_interest = schedule.total_interest
    record.effective_rate = schedule_rate_percent(schedule, record.upfront_fee or 0)
    record.schedule = preview(schedule)
    pti = payment_to_income(record.instalment, assessment.other_payments, assessment.net_income)
    record.payment_to_income = _percent(pti)
    if application.collateral is not None:
        value = application.collateral.appraised_value
        record.loan_to_value = _percent(loan_to_value(record.amount, application.purchase_price or value, value))
    _judge(record, str(assessment.grade), today)


def preview(schedule: Schedule) -> list[dict[str, Any]]:
    """Return the rows of a schedule as they are stored and shown: dates as text, amounts in minor units."""
    return [
        {
            "k": row.k,
            "due_on": row.due_on.isoformat(),
            "principal": row.principal,
            "interest": row.interest,
            "payment": row.payment,
            "closing": row.closing,
        }
        for row in schedule.rows
    ]


def submit(scheme: Scheme) -> None:
    """Fix a priced scheme as the next version; the one submitted before it is superseded."""
    session = session_of(scheme)
    calculate(record=scheme)
    if scheme.is_exception and not scheme.note:
        raise InvalidInput.of({"note": msg("Give the reasons for going beyond policy.")})
    earlier = submitted_scheme(session, scheme.application_id)
    if earlier is not None:
        earlier.status = SchemeStatus.SUPERSEDED
    scheme.revision = next_revision(session, scheme.application_id)
    scheme.status = SchemeStatus.SUBMITTED


def withdraw(scheme: Scheme) -> Scheme:
    """Supersede a scheme that was returned, and return a draft of the same terms to be corrected."""
    scheme.status = SchemeStatus.SUPERSEDED
    terms = {name: getattr(scheme, name) for name, facts in fields_of(Scheme).items() if facts.editable}
    draft = Scheme(**terms)
    session_of(scheme).add(draft)
    return draft


def _refuse_outside_product(scheme: Scheme) -> None:
    product = scheme.application.product
    problem = misfit(product, amount=scheme.amount, term=scheme.term, rate_percent=scheme.annual_rate)
    if problem is not None:
        field = "annual_rate" if problem[0] == "rate_percent" else problem[0]
        raise InvalidInput.of({field: problem[1]})
    if scheme.method not in product.methods:
        raise InvalidInput.of({"method": msg("The product is not repaid in this way.")})


def _refuse_outside_law(scheme: Scheme, today: date) -> None:
    """Refuse a consumer loan above the customer cap, and a rate above the civil cap for those whom it binds."""
    session, product = session_of(scheme), scheme.application.product
    lender = company(session).lender_type
    if lender is LenderType.LICENSED_FC and product.purpose == "consumption":
        cap = policy_value(session, "consumer_loan.customer_cap", today)
        if product.product_class is not ProductClass.USED_CAR and scheme.amount > cap:
            raise InvalidInput.of({"amount": msg("A consumer loan may reach {cap} for one customer.", cap=int(cap))})
    if lender is LenderType.NON_CI:
        highest = policy_value(session, "interest.non_ci_rate_max_percent", today)
        if scheme.annual_rate > highest:
            raise InvalidInput.of({"annual_rate": msg("The law allows {highest} % a year.", highest=highest)})


def _judge(scheme: Scheme, grade: str, today: date) -> None:
    """Write the expected margin, and what goes beyond policy."""
    session, product = session_of(scheme), scheme.application.product
    loss = "secured" if product.product_class in _SECURED else "unsecured"
    keys = (
        f"expected_loss.pd_{grade}_percent",
        f"expected_loss.lgd_{loss}_percent",
        "funding.cost_percent",
        "scheme.operating_cost_percent",
        "scheme.target_margin_percent",
        f"payment_to_income.max_{grade}_percent",
        f"loan_to_value.max_{grade}_percent",
    )
    values = policy_values(session, keys, today)
    default_probability, loss_given_default, funding, operation, target = (values[key] for key in keys[:5])
    costs = MarginCosts(funding, default_probability / 100, loss_given_default / 100, operation)
    scheme.expected_margin = margin_test(scheme.annual_rate, costs, target).margin.quantize(_EXACTLY)
    for name, holds in exceptions(scheme, grade, product, values, target).items():
        setattr(scheme, name, holds)


def _percent(fraction: Decimal | None) -> Decimal | None:
    return None if fraction is None else min((fraction * 100).quantize(_EXACTLY), Decimal("999.999999"))
