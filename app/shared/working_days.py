"""Working days: a due date on a weekend or holiday may be met until the end of the next working day."""

from collections.abc import Set as AbstractSet
from datetime import date, timedelta

SATURDAY_AND_SUNDAY = frozenset({5, 6})


def next_working_day(day: date, holidays: AbstractSet[date], weekend: AbstractSet[int] = SATURDAY_AND_SUNDAY) -> date:
    """Return `day` itself where it is a working day, else the first one after it (Civil Code 2015, Article 148.5).

    `weekend` holds weekday numbers, Monday = 0; raises ValueError where it names the whole week.
    """
    if len(set(weekend) & set(range(7))) == 7:
        raise ValueError("a week needs at least one working day")
    while day.weekday() in weekend or day in holidays:
        day += timedelta(days=1)
    return day
