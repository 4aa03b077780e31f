"""Interest earned day by day within a schedule, so that the days of a period add up to its instalment."""

from datetime import date
from decimal import localcontext

from app.shared.rounding import EXACT
from app.shared.schedule.periods import InterestPeriod, interest_periods
from app.shared.schedule.rules import Schedule


def accrued_interest(schedule: Schedule, as_of: date) -> int:
    """Return the planned interest earned from disbursement to the end of `as_of`, minor units.

    Whole periods count as their rows; the running one is its exact interest over the days gone by, rounded once.
    """
    earned = 0
    for row, period in zip(schedule.rows, interest_periods(schedule.terms), strict=True):
        if as_of >= row.due_on:
            earned += row.interest
        else:
            return earned + accrued_in_period(schedule, period, row.opening, as_of)
    return earned


def accrued_in_period(schedule: Schedule, period: InterestPeriod, balance: int, as_of: date) -> int:
    """Return the interest on `balance` from the period's start to `as_of` (before its due date), minor units."""
    terms = schedule.terms
    elapsed = terms.day_count.days(period.start_on, as_of)
    if as_of <= period.start_on or elapsed <= 0 or period.days == 0:
        return 0
    with localcontext(EXACT):
        share = period.numerator * min(elapsed, period.days)
        return terms.interest_rounding.apply(balance * terms.annual_rate * share / (period.denominator * period.days))


def amount_to_post(cumulative: int, already_posted: int) -> int:
    """Return a day's posting: the rounded cumulative amount minus what is posted; a late run catches up by itself."""
    return cumulative - already_posted
