"""Product: what the lender offers, within which bands, and by which rules it is lent and repaid."""

import enum
from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from app.lowcode import Record, field
from app.shared.column_types import LongText, Money, Percent
from app.shared.day_count import DayCount
from app.shared.product_class import ProductClass
from app.shared.schedule.terms import RepaymentMethod


class Purpose(enum.StrEnum):
    """What the borrower may use the money for."""

    CONSUMPTION = "consumption"
    BUSINESS = "business"


class ProductStatus(enum.StrEnum):
    """A product is offered only while approved; a change is a new version of it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHECKED = "checked"
    APPROVED = "approved"
    RETIRED = "retired"


class Product(Record):
    """The rate band is the published one; contracts copy their terms, so a retired product keeps serving them."""

    __prefix__ = "PRD"
    __title__ = ("name",)
    __table_args__ = (
        CheckConstraint("amount_min > 0 AND amount_max >= amount_min", name="amounts_are_a_band"),
        CheckConstraint("term_min > 0 AND term_max >= term_min", name="terms_are_a_band"),
        CheckConstraint("rate_min_percent >= 0 AND rate_max_percent >= rate_min_percent", name="rates_are_a_band"),
        CheckConstraint("overdue_multiplier BETWEEN 1 AND 1.5", name="overdue_multiplier_is_lawful"),
        CheckConstraint("late_interest_percent BETWEEN 0 AND 10", name="late_interest_is_lawful"),
    )

    name: Mapped[str] = field("Name", listed=True, searchable=True, index=True, section="Product")
    product_class: Mapped[ProductClass] = field("Class", listed=True, filtered=True, section="Product")
    purpose: Mapped[Purpose] = field("Purpose", filtered=True, default=Purpose.CONSUMPTION, section="Product")
    status: Mapped[ProductStatus] = field(
        "Status", listed=True, filtered=True, default=ProductStatus.DRAFT, editable=False, section="Product"
    )
    valid_from: Mapped[date] = field("Offered from", listed=True, section="Product")
    valid_to: Mapped[date | None] = field("Offered until", listed=True, section="Product")
    description: Mapped[LongText | None] = field("Description", lines=3, section="Product")

    amount_min: Mapped[Money] = field("Smallest amount", listed=True, minimum=1, section="Bands")
    amount_max: Mapped[Money] = field("Largest amount", listed=True, minimum=1, section="Bands")
    term_min: Mapped[int] = field("Shortest term", unit="months", minimum=1, maximum=360, section="Bands")
    term_max: Mapped[int] = field("Longest term", unit="months", listed=True, minimum=1, maximum=360, section="Bands")
    rate_min_percent: Mapped[Percent] = field(
        "Lowest rate", unit="% a year", listed=True, minimum=0, maximum=100, section="Bands"
    )
    rate_max_percent: Mapped[Percent] = field(
        "Highest rate", unit="% a year", listed=True, minimum=0, maximum=100, section="Bands"
    )
    age_min: Mapped[int] = field("Youngest borrower", unit="years", default=18, minimum=18, section="Bands")
    age_max: Mapped[int] = field("Oldest borrower", unit="years", default=65, minimum=18, maximum=100, section="Bands")

    offers_annuity: Mapped[bool] = field("Annuity", default=True, section="Repayment")
    offers_equal_principal: Mapped[bool] = field("Equal principal", default=False, section="Repayment")
    offers_interest_first: Mapped[bool] = field("Interest first, principal last", default=False, section="Repayment")
    day_count: Mapped[DayCount] = field("Day count", default=DayCount.ACT_365, section="Repayment")
    rounding_unit: Mapped[int] = field(
        "Instalments rounded to", default=1000, minimum=1, help="In the currency's smallest unit.", section="Repayment"
    )
    overdue_multiplier: Mapped[Percent] = field(
        "Overdue rate as a multiple of the contract rate",
        default=Decimal("1.5"),
        minimum=1,
        maximum=Decimal("1.5"),
        section="Repayment",
    )
    late_interest_percent: Mapped[Percent] = field(
        "Late interest on unpaid interest",
        unit="% a year",
        default=Decimal(10),
        minimum=0,
        maximum=10,
        section="Repayment",
    )
    prepayment_fee_year_1: Mapped[Percent] = field(
        "Early-repayment fee, year 1", unit="%", default=Decimal(5), minimum=0, maximum=100, section="Repayment"
    )
    prepayment_fee_year_2: Mapped[Percent] = field(
        "Early-repayment fee, year 2", unit="%", default=Decimal(4), minimum=0, maximum=100, section="Repayment"
    )
    prepayment_fee_year_3: Mapped[Percent] = field(
        "Early-repayment fee, year 3", unit="%", default=Decimal(3), minimum=0, maximum=100, section="Repayment"
    )
    prepayment_fee_later: Mapped[Percent] = field(
        "Early-repayment fee, later", unit="%", default=Decimal(0), minimum=0, maximum=100, section="Repayment"
    )
    reminder_days: Mapped[str] = field(
        "Reminders before the due date",
        default="7,3,1",
        pattern=r"\d{1,2}(,\d{1,2})*",
        pattern_help="Write days separated by commas: 7,3,1",
        section="Repayment",
    )

    max_ltv_percent: Mapped[Percent | None] = field(
        "Highest loan-to-value", unit="%", minimum=1, maximum=100, section="Risk rules"
    )
    max_pti_percent: Mapped[Percent | None] = field(
        "Highest payment-to-income", unit="%", minimum=1, maximum=100, section="Risk rules"
    )
    vehicle_age_at_end_max: Mapped[int | None] = field(
        "Oldest vehicle at the end of the term", unit="years", minimum=1, maximum=40, section="Risk rules"
    )
    vehicle_km_max: Mapped[int | None] = field("Highest mileage", unit="km", minimum=1, section="Risk rules")
    field_review_waived_up_to: Mapped[Money | None] = field(
        "Field appraisal may be waived up to",
        minimum=0,
        help="For returning low-risk customers; empty: never.",
        section="Risk rules",
    )

    @property
    def methods(self) -> tuple[RepaymentMethod, ...]:
        """The ways in which the product may be repaid."""
        offered = (
            (self.offers_annuity, RepaymentMethod.ANNUITY),
            (self.offers_equal_principal, RepaymentMethod.EQUAL_PRINCIPAL),
            (self.offers_interest_first, RepaymentMethod.INTEREST_FIRST),
        )
        return tuple(method for is_offered, method in offered if is_offered)

    @property
    def prepayment_fees(self) -> dict[int, Decimal]:
        """First contract year → fee on early principal as a fraction, as the payoff rules read it."""
        years = (
            self.prepayment_fee_year_1,
            self.prepayment_fee_year_2,
            self.prepayment_fee_year_3,
            self.prepayment_fee_later,
        )
        return {year: percent / 100 for year, percent in enumerate(years, start=1)}

    @property
    def reminder_days_list(self) -> tuple[int, ...]:
        """Days before a due date on which the customer is reminded."""
        return tuple(int(day) for day in self.reminder_days.split(","))
