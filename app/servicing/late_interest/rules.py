"""Late interest: simple, in separate buckets, never on late interest itself (Circular 39/2016, Article 13.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from app.shared.day_count import DayCount
from app.shared.errors import InvalidInput
from app.shared.rounding import EXACT, HALF_UP_TO_MINOR_UNIT, Rounding
from app.shared.text import msg


class LateRateAboveCapError(InvalidInput):
    """The agreed late rate exceeds what law or policy allows on that day."""


@dataclass(frozen=True, slots=True)
class LateCaps:
    """Policy: overdue principal bears at most `multiplier` x contract rate, overdue interest at most `on_interest`."""

    multiplier: Decimal
    on_interest: Decimal


@dataclass(frozen=True, slots=True)
class LateRates:
    """Annual rates (fractions) on overdue principal, replacing the contract rate, and on overdue in-term interest."""

    on_principal: Decimal
    on_interest: Decimal
    day_count: DayCount = DayCount.ACT_365
    rounding: Rounding = HALF_UP_TO_MINOR_UNIT


@dataclass(frozen=True, slots=True)
class Held:
    """A balance (minor units) that stayed unpaid from `start_on` (not counted) to `end_on` (counted)."""

    balance: int
    start_on: date
    end_on: date


@dataclass(frozen=True, slots=True)
class LateInterest:
    """Minor units: on overdue principal at the overdue rate, and on unpaid in-term interest."""

    on_principal: int
    on_interest: int


def agreed_late_rates(
    contract_rate: Decimal,
    multiplier: Decimal,
    on_interest: Decimal,
    caps: LateCaps,
    day_count: DayCount = DayCount.ACT_365,
) -> LateRates:
    """Return the late rates of a contract (fractions a year); raises LateRateAboveCapError."""
    if not 0 <= multiplier <= caps.multiplier:
        raise LateRateAboveCapError(
            msg("Overdue principal may bear 0 to {highest} times the contract rate.", highest=caps.multiplier)
        )
    if not 0 <= on_interest <= caps.on_interest:
        raise LateRateAboveCapError(
            msg("Overdue interest may bear 0 to {highest} percent a year.", highest=caps.on_interest * 100)
        )
    return LateRates(EXACT.multiply(contract_rate, multiplier), on_interest, day_count)


def balance_days(stretches: Iterable[Held], day_count: DayCount) -> int:
    """Return the sum of balance x days: the whole state that simple interest needs, in integers."""
    return sum(part.balance * max(0, day_count.days(part.start_on, part.end_on)) for part in stretches)


def interest_on_balance_days(total: int, annual_rate: Decimal, day_count: DayCount, rounding: Rounding) -> int:
    """Return simple interest on a sum of balance x days, minor units, rounded once.

    Post what it exceeds the posted amount by: days then add up to the period whatever the order of runs.
    """
    with localcontext(EXACT):
        return rounding.apply(total * annual_rate / day_count.days_in_year)


def late_interest(
    principal: Iterable[Held], interest: Iterable[Held], rates: LateRates, *, as_of: date, last_day_to_pay: date
) -> LateInterest:
    """Return the cumulative late interest of one instalment at the end of `as_of`.

    `principal` and `interest` are its unpaid parts over time, from its due date on. Nothing is owed until
    `last_day_to_pay` (the due date, or the next working day) has passed; then days count from the due date.
    """
    if as_of <= last_day_to_pay:
        return LateInterest(0, 0)
    return LateInterest(
        _interest(principal, rates.on_principal, rates, as_of), _interest(interest, rates.on_interest, rates, as_of)
    )


def _interest(stretches: Iterable[Held], rate: Decimal, rates: LateRates, as_of: date) -> int:
    held = (Held(part.balance, part.start_on, min(part.end_on, as_of)) for part in stretches)
    return interest_on_balance_days(balance_days(held, rates.day_count), rate, rates.day_count, rates.rounding)
