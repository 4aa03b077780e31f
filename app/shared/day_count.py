"""Day-count conventions: how many days lie between two dates and how many make a year."""

from datetime import date
from enum import StrEnum


class DayCount(StrEnum):
    """ACT/365 is the Vietnamese rule, in leap years too (Circular 14/2017).

    30/360 is the US rule: a 31st counts as the 30th, the second one only after a first on the 30th or 31st; the end of
    February has no rule of its own.
    """

    ACT_365 = "ACT/365"
    ACT_360 = "ACT/360"
    THIRTY_360 = "30/360"

    __labels__ = {"ACT/365": "Actual/365", "ACT/360": "Actual/360"}

    @property
    def days_in_year(self) -> int:
        """Return the denominator of the convention."""
        return 365 if self is DayCount.ACT_365 else 360

    def days(self, start: date, end: date) -> int:
        """Return the days from `start` (not counted) to `end` (counted)."""
        if self is not DayCount.THIRTY_360:
            return (end - start).days
        first = min(start.day, 30)
        last = 30 if end.day == 31 and first == 30 else end.day
        return (end.year - start.year) * 360 + (end.month - start.month) * 30 + last - first
