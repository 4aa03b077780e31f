"""Scoring an application, which needs the customer's consent, and overriding a grade, which needs a second person."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.origination.application.model import Application
from app.origination.credit_assessment.default_scorecard import UNSECURED_CARD, USED_CAR_CARD
from app.origination.credit_assessment.model import CreditAssessment
from app.origination.credit_assessment.queries import consent_in_force
from app.origination.credit_assessment.rules import (
    Answer,
    RiskGrade,
    Scorecard,
    loan_to_value,
    may_override,
    payment_to_income,
    score,
)
from app.origination.scheme.rules import first_payment, trial_terms
from app.parties.consent.model import ConsentPurpose
from app.parties.customer.rules import age_on
from app.security.acting import current, session_of
from app.shared.clock import utc_now
from app.shared.company import business_date
from app.shared.errors import Conflict, InvalidInput
from app.shared.policy import policy_values
from app.shared.product_class import ProductClass
from app.shared.text import msg

_GRADE_KEYS = (
    (RiskGrade.LOW, "scorecard.low_from"),
    (RiskGrade.MEDIUM, "scorecard.medium_from"),
    (RiskGrade.HIGH, "scorecard.high_from"),
)


def score_application(*, record: CreditAssessment) -> None:
    """Freeze the answers and give score and grade.

    Raises Conflict without the consents that law requires for it, InvalidInput where the scorecard lacks an answer.
    """
    session, application = session_of(record), record.application
    _require_consents(session, record)
    today = business_date(session)
    _compute_ratios(record, today)
    answers = answers_of(record, today)
    card = _card(session, application, today)
    outcome = score(card, answers)
    record.scorecard_version, record.score, record.grade = outcome.version, outcome.total, outcome.grade
    record.inputs = {name: str(answer) for name, answer in answers.items()}
    record.points = dict(outcome.points)
    record.analyst_id = current(session).reach.employee_id
    record.scored_at = utc_now()


def override(*, record: CreditAssessment, grade: str, why: str) -> None:
    """Move the grade by one notch, once, in the name of a second analyst; raises InvalidInput for anything else."""
    if record.grade_before_override is not None:
        raise Conflict(msg("The grade has already been overridden once."))
    if record.grade is None or not may_override(record.grade, RiskGrade(grade)):
        raise InvalidInput.of({"grade": msg("A grade may be moved by one notch, and a rejection not at all.")})
    record.grade_before_override, record.grade = record.grade, RiskGrade(grade)
    record.override_reason = why
    record.overridden_by_id = current(session_of(record)).reach.employee_id


def answers_of(assessment: CreditAssessment, today: date) -> dict[str, Answer]:
    """Return the scorecard's answers by factor name; what is not known is left out."""
    application = assessment.application
    found: dict[str, Any] = {
        "age_years": application.customer.born_on and age_on(application.customer.born_on, today),
        "income_months": assessment.income_months,
        "pti_percent": assessment.payment_to_income,
        "worst_bureau_group_24m": assessment.worst_bureau_group_24m,
        "lenders": assessment.lenders,
        "residence": str(assessment.residence),
        "customer_history": str(assessment.customer_history),
        "contact_verified": "yes" if assessment.contact_verified else "no",
        "ltv_percent": assessment.loan_to_value,
    }
    vehicle = application.collateral.vehicle if application.collateral else None
    if vehicle is not None:
        found["vehicle_age_years"] = today.year - vehicle.year
    return {
        name: Decimal(value) if isinstance(value, int) else value for name, value in found.items() if value is not None
    }


def _require_consents(session: Session, assessment: CreditAssessment) -> None:
    customer_id = assessment.application.customer_id
    if consent_in_force(session, customer_id, ConsentPurpose.CREDIT_SCORING) is None:
        raise Conflict(msg("The customer has not consented to credit scoring."))
    consent = consent_in_force(session, customer_id, ConsentPurpose.CREDIT_BUREAU)
    if consent is None:
        raise Conflict(msg("The customer has not consented to a credit-bureau enquiry."))
    assessment.bureau_consent_id = consent.id


def _compute_ratios(assessment: CreditAssessment, today: date) -> None:
    application = assessment.application
    terms = trial_terms(application, application.product, today, assessment.assumed_rate)
    pti = payment_to_income(first_payment(terms), assessment.other_payments, assessment.net_income)
    assessment.payment_to_income = _percent(pti)
    assessment.debt_to_income = _percent(
        Decimal(application.amount + assessment.bureau_debt) / (assessment.net_income * 12)
    )
    collateral = application.collateral
    if collateral is not None:
        price = application.purchase_price or collateral.appraised_value
        assessment.loan_to_value = _percent(loan_to_value(application.amount, price, collateral.appraised_value))


def _percent(fraction: Decimal | None) -> Decimal | None:
    """Return a fraction as a percentage that its column can hold."""
    return None if fraction is None else min((fraction * 100).quantize(Decimal("0.000001")), Decimal("999.999999"))


def _card(session: Session, application: Application, today: date) -> Scorecard:
    """Return the product's card with the grade limits that policy sets today."""
    card = USED_CAR_CARD if application.product.product_class is ProductClass.USED_CAR else UNSECURED_CARD
    values = policy_values(session, tuple(key for _, key in _GRADE_KEYS), today)
    return replace(card, least_scores=tuple((grade, int(values[key])) for grade, key in _GRADE_KEYS))
