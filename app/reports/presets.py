"""Presets: the periods that people ask for by name, counted from the business date."""

from collections.abc import Callable
from datetime import date, timedelta

from app.reports.filters import Period
from app.shared.months import add_months
from app.shared.text import Message, msg

_DAY = timedelta(days=1)


def _month(today: date) -> date:
    return today.replace(day=1)


def _quarter(today: date) -> date:
    return add_months(_month(today), -((today.month - 1) % 3))


Presets = dict[str, tuple[Message, Callable[[date], Period]]]
PRESETS: Presets = {
    "month": (msg("This month"), lambda today: Period(_month(today), today)),
    "last_month": (msg("Last month"), lambda today: Period(add_months(_month(today), -1), _month(today) - _DAY)),
    "quarter": (msg("This quarter"), lambda today: Period(_quarter(today), today)),
    "last_quarter": (
        msg("Last quarter"),
        lambda today: Period(add_months(_quarter(today), -3), _quarter(today) - _DAY),
    ),
    "year": (msg("This year"), lambda today: Period(date(today.year, 1, 1), today)),
    "last_year": (msg("Last year"), lambda today: Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))),
    "twelve_months": (msg("Last 12 months"), lambda today: Period(add_months(_month(today), -11), today)),
}
# A balance is asked as of a day: the end of the month, quarter or year before, with that month's days before it.
AS_OF: Presets = {
    "today": (msg("Today"), lambda today: Period(_month(today), today)),
    "last_month": (msg("End of last month"), PRESETS["last_month"][1]),
    "last_quarter": (msg("End of last quarter"), lambda today: month_of(_quarter(today) - _DAY)),
    "last_year": (msg("End of last year"), lambda today: month_of(date(today.year - 1, 12, 31))),
}
OTHER = "other"


def month_of(day: date) -> Period:
    """Return the days of the day's month up to it."""
    return Period(day.replace(day=1), day)


def named(period: Period, today: date, presets: Presets) -> str:
    """Return the name of the preset that a period is today, else `other`."""
    return next((name for name, (_, days) in presets.items() if days(today) == period), OTHER)
