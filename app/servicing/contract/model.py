"""Contract: the loan that both sides sign, with every term that its schedule and its late interest depend on."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from app.lowcode import FieldKind, Owned, Record, attachment, field, part, reference
from app.origination.application.model import Application
from app.origination.scheme.model import Scheme
from app.parties.customer.model import Customer
from app.people.branch import Branch
from app.people.employee import Employee
from app.products.product.model import Product
from app.servicing.receipt.rules import WaterfallProfile
from app.shared.column_types import LongText, Money, Percent
from app.shared.day_count import DayCount
from app.shared.rounding import RoundingMode
from app.shared.schedule.terms import PeriodRate, PeriodUnit, RepaymentMethod


class ContractStatus(enum.StrEnum):
    """The states of a contract; overdue and restructured are derived, never states."""

    DRAFT = "draft"
    BUSINESS_CHECK = "business_check"
    RISK_CHECK = "risk_check"
    LEGAL_CHECK = "legal_check"
    APPROVED = "approved"
    SENT = "sent"
    EXPLAINED = "explained"
    SIGNED = "signed"
    EFFECTIVE = "effective"
    SETTLED = "settled"
    TERMINATED = "terminated"
    ACCELERATED = "accelerated"
    IN_LITIGATION = "in_litigation"
    WRITTEN_OFF = "written_off"
    CANCELLED = "cancelled"

    # Each is reached when the check is done: what waits is the next one.
    __labels__ = {
        "business_check": "Checked by business",
        "risk_check": "Checked by risk",
        "legal_check": "Checked by legal",
    }


ON_THE_BOOKS = (ContractStatus.EFFECTIVE, ContractStatus.ACCELERATED, ContractStatus.IN_LITIGATION)


class PartyRole(enum.StrEnum):
    """Who signs beside the lender."""

    BORROWER = "borrower"
    CO_BORROWER = "co_borrower"
    GUARANTOR = "guarantor"

    __labels__ = {"co_borrower": "Co-borrower"}


class Contract(Record, Owned):
    """The terms are copied from the approved scheme and the product; balances live beside it, not in it."""

    __prefix__ = "CTR"
    __title__ = ("number",)
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint("maturity_on IS NULL OR maturity_on > signed_on", name="matures_after_signing"),
    )

    number: Mapped[str | None] = field(
        "Number", listed=True, searchable=True, unique=True, editable=False, section="Contract"
    )
    customer_id: Mapped[int] = reference(
        Customer, "Customer", listed=True, filtered=True, searchable=True, editable=False, section="Contract"
    )
    product_id: Mapped[int] = reference(
        Product, "Product", listed=True, filtered=True, editable=False, section="Contract"
    )
    application_id: Mapped[int] = reference(Application, "Application", unique=True, editable=False, section="Contract")
    scheme_id: Mapped[int | None] = reference(Scheme, "Scheme", editable=False, section="Contract")
    external_reference: Mapped[str | None] = field(
        "Number in the former system", unique=True, editable=False, section="Contract"
    )
    parties: Mapped[list] = field(
        "Parties",
        default=list,
        editable=False,
        section="Contract",
        parts=(part("role", "Role", choices=PartyRole), part("customer_id", "Customer", target="Customer")),
    )
    status: Mapped[ContractStatus] = field(
        "Status",
        listed=True,
        filtered=True,
        default=ContractStatus.DRAFT,
        editable=False,
        index=True,
        section="Contract",
    )

    amount: Mapped[Money] = field("Amount", listed=True, filtered=True, editable=False, section="Terms")
    annual_rate: Mapped[Percent] = field("Interest rate", unit="% a year", listed=True, editable=False, section="Terms")
    method: Mapped[RepaymentMethod] = field("Repayment method", filtered=True, editable=False, section="Terms")
    term: Mapped[int] = field("Number of instalments", listed=True, editable=False, section="Terms")
    period_unit: Mapped[PeriodUnit] = field("Period", default=PeriodUnit.MONTH, editable=False, section="Terms")
    period_every: Mapped[int] = field("Periods per instalment", default=1, editable=False, section="Terms")
    day_count: Mapped[DayCount] = field("Day count", default=DayCount.ACT_365, editable=False, section="Terms")
    period_rate: Mapped[PeriodRate] = field(
        "Interest of a period", default=PeriodRate.ACTUAL, editable=False, section="Terms"
    )
    instalment_rounding_unit: Mapped[int] = field("Instalment rounded to", default=1, editable=False, section="Terms")
    instalment_rounding_mode: Mapped[RoundingMode] = field(
        "Rounding of the instalment", default=RoundingMode.HALF_UP, editable=False, section="Terms"
    )
    interest_rounding_unit: Mapped[int] = field("Interest rounded to", default=1, editable=False, section="Terms")
    interest_rounding_mode: Mapped[RoundingMode] = field(
        "Rounding of interest", default=RoundingMode.HALF_UP, editable=False, section="Terms"
    )
    first_due_on: Mapped[date | None] = field("First due date", editable=False, section="Terms")
    due_day: Mapped[int | None] = field("Due day of the month", editable=False, section="Terms")
    shortest_first_period: Mapped[int] = field(
        "Shortest first period", unit="days", default=15, editable=False, section="Terms"
    )
    upfront_fee: Mapped[Money] = field("Fee kept back at payout", default=0, editable=False, section="Terms")
    effective_rate: Mapped[Percent | None] = field("Effective rate", unit="% a year", editable=False, section="Terms")
    overdue_rate_percent: Mapped[Percent] = field(
        "Overdue rate", unit="percent of the contract rate", editable=False, section="Late payment"
    )
    late_interest_rate: Mapped[Percent] = field(
        "Rate on overdue interest", unit="% a year", editable=False, section="Late payment"
    )
    waterfall_profile: Mapped[WaterfallProfile] = field(
        "Order of repayment", default=WaterfallProfile.VN, editable=False, section="Late payment"
    )
    prepayment_fees: Mapped[dict] = field(
        "Early-repayment fees",
        default=dict,
        editable=False,
        parts=(part("*", "From contract year {key}", FieldKind.PERCENT),),
        section="Late payment",
    )

    signed_on: Mapped[date | None] = field("Signed on", listed=True, filtered=True, editable=False, section="Dates")
    effective_on: Mapped[date | None] = field(
        "Paid out on", listed=True, filtered=True, editable=False, index=True, section="Dates"
    )
    maturity_on: Mapped[date | None] = field("Matures on", listed=True, filtered=True, editable=False, section="Dates")
    closed_on: Mapped[date | None] = field("Closed on", filtered=True, editable=False, index=True, section="Dates")
    recalled_on: Mapped[date | None] = field("Recalled on", editable=False, section="Dates")

    remind_by_sms: Mapped[bool] = field("Reminders by SMS", default=True, section="Agreement")
    remind_by_zalo: Mapped[bool] = field("Reminders by Zalo", default=False, section="Agreement")
    remind_by_email: Mapped[bool] = field("Reminders by e-mail", default=True, section="Agreement")
    remind_by_call: Mapped[bool] = field("Reminders by telephone", default=True, section="Agreement")
    reminder_from_hour: Mapped[int] = field(
        "Reminders from", unit="h", default=7, minimum=7, maximum=20, section="Agreement"
    )
    reminder_until_hour: Mapped[int] = field(
        "Reminders until", unit="h", default=21, minimum=8, maximum=21, section="Agreement"
    )
    document_id: Mapped[int | None] = attachment("Signed contract", editable=False, section="Agreement")
    special_terms: Mapped[LongText | None] = field("Special terms", section="Agreement")
    template_version: Mapped[str | None] = field("Version of the text", editable=False, section="Agreement")
    explained_at: Mapped[datetime | None] = field("Explained at", editable=False, section="Agreement")
    explained_by_id: Mapped[int | None] = reference(Employee, "Explained by", editable=False, section="Agreement")
    explained_points: Mapped[list | None] = field("Points explained", editable=False, section="Agreement")
    customer_acknowledged: Mapped[bool] = field(
        "Confirmed by the customer", default=False, editable=False, section="Agreement"
    )

    customer: Mapped[Customer]
    product: Mapped[Product]
    application: Mapped[Application]
    scheme: Mapped[Scheme | None]
    branch: Mapped[Branch]
    owner: Mapped[Employee | None]
