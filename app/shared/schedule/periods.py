"""Interest periods: from which day to which, and what share of the annual rate each one bears."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from app.shared.months import add_months
from app.shared.schedule.due_dates import due_dates
from app.shared.schedule.terms import PeriodRate, PeriodUnit, Terms


@dataclass(frozen=True, slots=True)
class InterestPeriod:
    """The period that instalment `k` closes; its share of a year is `numerator` / `denominator`, kept exact."""

    k: int
    start_on: date
    due_on: date
    days: int
    numerator: int
    denominator: int

    def exact_interest(self, balance: int, annual_rate: Decimal) -> Decimal:
        """Return the unrounded interest on `balance` (minor units) over the whole period."""
        return balance * annual_rate * self.numerator / self.denominator


def interest_periods(terms: Terms) -> tuple[InterestPeriod, ...]:
    """Return the periods of `terms` in order.

    Under the nominal rate every regular period bears annual rate / periods a year. A first period that is longer or
    shorter than a regular one is charged by its days, since one period's interest would not pay for it.
    """
    return _periods_of(replace(terms, principal=1, annual_rate=Decimal(0)))


@lru_cache(maxsize=128)
def _periods_of(terms: Terms) -> tuple[InterestPeriod, ...]:
    """Remembered, since the loans of one day and term differ in amount and rate, and a book has thousands of them."""
    periods, start = [], terms.disbursed_on
    nominal = nominal_share(terms) if terms.period_rate is PeriodRate.NOMINAL else None
    for k, due in enumerate(due_dates(terms), start=1):
        days = terms.day_count.days(start, due)
        share = nominal if nominal and (k > 1 or _is_regular(start, due, terms)) else None
        numerator, denominator = share or (days, terms.day_count.days_in_year)
        periods.append(InterestPeriod(k, start, due, days, numerator, denominator))
        start = due
    return tuple(periods)


def nominal_share(terms: Terms) -> tuple[int, int]:
    """Return one period's share of a year: months of 12, weeks of 52, days of the convention's year."""
    in_a_year = {PeriodUnit.MONTH: 12, PeriodUnit.WEEK: 52, PeriodUnit.DAY: terms.day_count.days_in_year}
    return terms.frequency.every, in_a_year[terms.frequency.unit]


def _is_regular(start: date, due: date, terms: Terms) -> bool:
    """Tell whether `due` is one whole period after `start`, month ends included."""
    every, unit = terms.frequency.every, terms.frequency.unit
    if unit is PeriodUnit.MONTH:
        return due == add_months(start, every) or start == add_months(due, -every)
    return due == start + timedelta(days=every * (7 if unit is PeriodUnit.WEEK else 1))
