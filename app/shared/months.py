"""Month arithmetic that keeps the anchor day: 31 January, 28 February, 31 March."""

from calendar import monthrange
from datetime import date


def add_months(day: date, months: int, anchor_day: int | None = None) -> date:
    """Return the date `months` later on `anchor_day` (default: the day of `day`), or month end where that is missing.

    Raises ValueError or OverflowError outside the years 1 to 9999.
    """
    year, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    return _clamped(year, month_index + 1, anchor_day or day.day)


def on_day_of_month(month: date, anchor_day: int) -> date:
    """Return `anchor_day` (1-31) of the month of `month`, or its last day where the month is shorter."""
    return _clamped(month.year, month.month, anchor_day)


def _clamped(year: int, month: int, day: int) -> date:
    # Every month has 28 days; asking the calendar each time is a tenth of a long list of quotes.
    return date(year, month, day if day <= 28 else min(day, monthrange(year, month)[1]))
