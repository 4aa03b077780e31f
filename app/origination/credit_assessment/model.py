"""CreditAssessment: what the analyst knows of the borrower, frozen with the score and the grade it gave."""

import enum
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Mapped

from app.lowcode import FieldKind, Record, field, part, reference
from app.origination.application.model import Application
from app.origination.credit_assessment.rules import RiskGrade
from app.parties.consent.model import Consent
from app.people.employee import Employee
from app.shared.column_types import LongText, Money, Percent


class AssessmentStatus(enum.StrEnum):
    """Answers are frozen when they are scored; a draft ends with its application."""

    DRAFT = "draft"
    SCORED = "scored"
    CANCELLED = "cancelled"


class Truthfulness(enum.StrEnum):
    """How what the customer said compares with what was found."""

    CONSISTENT = "consistent"
    MINOR = "minor"
    FALSE = "false"

    __labels__ = {"minor": "Minor differences", "false": "False statements"}


class Residence(enum.StrEnum):
    """How the customer lives."""

    OWNED = "owned"
    FAMILY = "family"
    RENTED = "rented"

    __labels__ = {"family": "With family"}


class CustomerHistory(enum.StrEnum):
    """What the lender knows from earlier loans."""

    GOOD_PAYER = "good_payer"
    NEW = "new"
    OTHER = "other"


_ANSWERS = (
    part("age_years", "Age", FieldKind.INTEGER),
    part("income_months", "Months in this income", FieldKind.INTEGER),
    part("pti_percent", "Payment to income", FieldKind.PERCENT),
    part("worst_bureau_group_24m", "Worst debt group in 24 months", FieldKind.INTEGER),
    part("lenders", "Other lenders", FieldKind.INTEGER),
    part("residence", "Residence", choices=Residence),
    part("customer_history", "History with us", choices=CustomerHistory),
    part("contact_verified", "Contact verified", FieldKind.BOOLEAN),
    part("ltv_percent", "Loan to value", FieldKind.PERCENT),
    part("vehicle_age_years", "Age of the vehicle", FieldKind.INTEGER),
)
_POINTS = tuple(replace(answer, kind=FieldKind.INTEGER, choices={}) for answer in _ANSWERS)


class CreditAssessment(Record):
    """Amounts a month unless said otherwise; `grade` already contains an override."""

    __prefix__ = "ASM"
    __title__ = ("application", "grade")

    application_id: Mapped[int] = reference(
        Application, "Application", listed=True, filtered=True, section="Assessment", searchable=True
    )
    status: Mapped[AssessmentStatus] = field(
        "Status", listed=True, filtered=True, default=AssessmentStatus.DRAFT, editable=False, section="Assessment"
    )
    analyst_id: Mapped[int | None] = reference(
        Employee, "Analyst", listed=True, filtered=True, editable=False, section="Assessment"
    )
    truthfulness: Mapped[Truthfulness] = field("Truthfulness", filtered=True, section="Assessment")

    bureau_consent_id: Mapped[int | None] = reference(
        Consent, "Consent to the enquiry", editable=False, section="Credit bureau"
    )
    bureau_pulled_at: Mapped[datetime] = field("Enquired at", section="Credit bureau")
    bureau_score: Mapped[int | None] = field("Bureau score", minimum=0, maximum=1000, section="Credit bureau")
    bureau_group: Mapped[int] = field("Debt group now", minimum=1, maximum=5, section="Credit bureau")
    worst_bureau_group_24m: Mapped[int] = field(
        "Worst debt group in 24 months", minimum=1, maximum=5, section="Credit bureau"
    )
    lenders: Mapped[int] = field("Other lenders", minimum=0, maximum=99, section="Credit bureau")
    bureau_debt: Mapped[Money] = field("Debt elsewhere in all", minimum=0, default=0, section="Credit bureau")

    net_income: Mapped[Money] = field("Verified monthly income", minimum=1, section="Means")
    other_payments: Mapped[Money] = field("Other debt service a month", minimum=0, default=0, section="Means")
    income_months: Mapped[int] = field("Months in this income", minimum=0, maximum=720, section="Means")
    residence: Mapped[Residence] = field("Residence", section="Means")
    customer_history: Mapped[CustomerHistory] = field("History with us", section="Means")
    contact_verified: Mapped[bool] = field("Contact verified", default=False, section="Means")
    assumed_rate: Mapped[Percent | None] = field(
        "Rate assumed",
        unit="% a year",
        minimum=0,
        maximum=100,
        help="Empty: the highest rate of the product.",
        section="Means",
    )

    payment_to_income: Mapped[Percent | None] = field("Payment to income", unit="%", editable=False, section="Result")
    debt_to_income: Mapped[Percent | None] = field("Debt to yearly income", unit="%", editable=False, section="Result")
    loan_to_value: Mapped[Percent | None] = field("Loan to value", unit="%", editable=False, section="Result")
    scorecard_version: Mapped[str | None] = field("Scorecard", editable=False, section="Result")
    inputs: Mapped[dict | None] = field("Answers scored", editable=False, section="Result", parts=_ANSWERS)
    points: Mapped[dict | None] = field("Points", editable=False, section="Result", parts=_POINTS)
    score: Mapped[int | None] = field("Score", listed=True, editable=False, section="Result")
    scored_at: Mapped[datetime | None] = field("Scored at", listed=True, editable=False, section="Result")
    grade: Mapped[RiskGrade | None] = field("Grade", listed=True, filtered=True, editable=False, section="Result")
    grade_before_override: Mapped[RiskGrade | None] = field("Grade by score", editable=False, section="Override")
    override_reason: Mapped[LongText | None] = field("Reason of the override", editable=False, section="Override")
    overridden_by_id: Mapped[int | None] = reference(Employee, "Overridden by", editable=False, section="Override")

    application: Mapped[Application]
