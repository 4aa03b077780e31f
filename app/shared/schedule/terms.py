"""The terms of a loan from which its schedule follows, checked when they are made."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.shared.day_count import DayCount
from app.shared.errors import InvalidInput
from app.shared.rounding import HALF_UP_TO_MINOR_UNIT, Rounding
from app.shared.text import Message, msg

LAST_DUE_DATE = date(2299, 12, 31)
MOST_PERIODS = 1200
MOST_UNITS = 366
HIGHEST_RATE = Decimal(10)


class TermsError(InvalidInput):
    """A term that no schedule can be made of: `field` says which, `accepts` what it may be."""

    def __init__(self, field: str, accepts: Message) -> None:
        super().__init__(msg("No schedule can be made of these terms."), {field: accepts})
        self.field = field
        self.accepts = accepts


class RepaymentMethod(StrEnum):
    """How the principal is spread: level payments, level principal, or all of it at the end."""

    ANNUITY = "annuity"
    EQUAL_PRINCIPAL = "equal_principal"
    INTEREST_FIRST = "interest_first"


class PeriodUnit(StrEnum):
    """What instalments are counted in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class PeriodRate(StrEnum):
    """Interest of a period by its real days, or as annual rate / periods a year whatever the days."""

    ACTUAL = "actual"
    NOMINAL = "nominal"


@dataclass(frozen=True, slots=True)
class Frequency:
    """One instalment every `every` units."""

    unit: PeriodUnit = PeriodUnit.MONTH
    every: int = 1


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything a schedule depends on; the same object gives the same schedule to quote, contract, accrual and payoff.

    `principal` in minor units; `annual_rate` a fraction (0.24). `due_day` (1-31, months only) asks for a day of the
    month: the first due date is the next such day, one month later where the first period would be shorter than
    `shortest_first_period_days`. `first_due_on` overrides both. `instalment_rounding` applies to the level payment, or
    to the principal part under equal principal. Raises TermsError.
    """

    principal: int
    annual_rate: Decimal
    method: RepaymentMethod
    periods: int
    disbursed_on: date
    frequency: Frequency = Frequency()
    first_due_on: date | None = None
    due_day: int | None = None
    shortest_first_period_days: int = 15
    day_count: DayCount = DayCount.ACT_365
    period_rate: PeriodRate = PeriodRate.ACTUAL
    instalment_rounding: Rounding = HALF_UP_TO_MINOR_UNIT
    interest_rounding: Rounding = HALF_UP_TO_MINOR_UNIT

    def __post_init__(self) -> None:
        checks = (
            ("principal", self.principal >= 1, msg("an amount above 0")),
            ("annual_rate", 0 <= self.annual_rate <= HIGHEST_RATE, msg("0 to 1,000 percent a year")),
            ("periods", 1 <= self.periods <= MOST_PERIODS, _whole_number_to(MOST_PERIODS)),
            ("period.every", 1 <= self.frequency.every <= MOST_UNITS, _whole_number_to(MOST_UNITS)),
            (
                "first_due_on",
                self.first_due_on is None or self.disbursed_on < self.first_due_on <= LAST_DUE_DATE,
                msg("a date after the disbursement, or nothing"),
            ),
            (
                "due_day",
                self.due_day is None or (1 <= self.due_day <= 31 and self.frequency.unit is PeriodUnit.MONTH),
                msg("a day from 1 to 31, with periods of months only"),
            ),
        )
        for field, holds, accepts in checks:
            if not holds:
                raise TermsError(field, accepts)


def _whole_number_to(highest: int) -> Message:
    return msg("a whole number from 1 to {highest}", highest=highest)
