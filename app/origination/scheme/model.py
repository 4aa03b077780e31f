"""Scheme: the loan as it is offered for decision, with its price, its schedule and what it earns."""

import enum
from datetime import date

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.lowcode import FieldKind, Record, field, part, reference
from app.origination.application.model import Application
from app.shared.column_types import LongText, Money, Percent
from app.shared.schedule.terms import RepaymentMethod


class SchemeStatus(enum.StrEnum):
    """A scheme follows its application; a newer version supersedes it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


class Guarantee(enum.StrEnum):
    """What stands behind the loan."""

    NONE = "none"
    VEHICLE_MORTGAGE = "vehicle_mortgage"
    SURETY = "surety"
    BOTH = "both"

    __labels__ = {"both": "Vehicle mortgage and surety"}


class Scheme(Record):
    """The figures below the terms are computed by operations from the same rules as the contract's own."""

    __prefix__ = "SCH"
    __title__ = ("application", "revision")
    __table_args__ = (UniqueConstraint("application_id", "revision"),)

    application_id: Mapped[int] = reference(
        Application, "Application", listed=True, filtered=True, section="Terms", searchable=True
    )
    revision: Mapped[int | None] = field(
        "Version", listed=True, editable=False, help="Given when the scheme is submitted.", section="Terms"
    )
    status: Mapped[SchemeStatus] = field(
        "Status", listed=True, filtered=True, default=SchemeStatus.DRAFT, editable=False, section="Terms"
    )
    amount: Mapped[Money] = field("Loan amount", listed=True, minimum=1, section="Terms")
    down_payment: Mapped[Money | None] = field("Down payment", minimum=0, section="Terms")
    annual_rate: Mapped[Percent] = field(
        "Interest rate", unit="% a year", listed=True, minimum=0, maximum=100, section="Terms"
    )
    term: Mapped[int] = field("Term", unit="months", listed=True, minimum=1, maximum=120, section="Terms")
    method: Mapped[RepaymentMethod] = field("Repayment method", default=RepaymentMethod.ANNUITY, section="Terms")
    upfront_fee: Mapped[Money] = field(
        "Fee kept back at payout", default=0, minimum=0, help="Part of the effective rate.", section="Terms"
    )
    guarantee: Mapped[Guarantee] = field("Guarantee", filtered=True, default=Guarantee.NONE, section="Terms")
    disburse_on: Mapped[date] = field("Planned payout", section="Terms")
    first_due_on: Mapped[date | None] = field(
        "First due date", help="Empty: one month after payout, on the same day.", section="Terms"
    )
    note: Mapped[LongText | None] = field("Reasons", section="Terms")

    instalment: Mapped[Money | None] = field("Instalment", listed=True, editable=False, section="Figures")
    total_interest: Mapped[Money | None] = field("Total interest", editable=False, section="Figures")
    effective_rate: Mapped[Percent | None] = field("Effective rate", unit="% a year", editable=False, section="Figures")
    loan_to_value: Mapped[Percent | None] = field("Loan to value", unit="%", editable=False, section="Figures")
    payment_to_income: Mapped[Percent | None] = field("Payment to income", unit="%", editable=False, section="Figures")
    expected_margin: Mapped[Percent | None] = field(
        "Expected margin", unit="points a year", editable=False, section="Figures"
    )
    exceeds_grade: Mapped[bool] = field("High risk grade", default=False, editable=False, section="Policy exceptions")
    exceeds_payment_to_income: Mapped[bool] = field(
        "Payment to income above the limit", default=False, editable=False, section="Policy exceptions"
    )
    exceeds_loan_to_value: Mapped[bool] = field(
        "Loan to value above the limit", default=False, editable=False, section="Policy exceptions"
    )
    misses_margin: Mapped[bool] = field(
        "Margin below the target", default=False, editable=False, section="Policy exceptions"
    )
    schedule: Mapped[list | None] = field(
        "Schedule",
        editable=False,
        section="Figures",
        parts=(
            part("k", "Instalment", FieldKind.INTEGER),
            part("due_on", "Due", FieldKind.DATE),
            part("principal", "Principal", FieldKind.MONEY),
            part("interest", "Interest", FieldKind.MONEY),
            part("payment", "Payment", FieldKind.MONEY),
            part("closing", "Principal left", FieldKind.MONEY),
        ),
    )

    application: Mapped[Application]

    @property
    def is_exception(self) -> bool:
        """Whether the committee must decide, whatever the amount."""
        return bool(
            self.exceeds_grade or self.exceeds_payment_to_income or self.exceeds_loan_to_value or self.misses_margin
        )
