"""Month arithmetic, day counts and working days."""

from datetime import date

import pytest

from app.shared.day_count import DayCount
from app.shared.months import add_months
from app.shared.working_days import next_working_day


@pytest.mark.parametrize(
    ("day", "months", "anchor", "result"),
    [
        (date(2026, 1, 31), 1, None, date(2026, 2, 28)),
        (date(2026, 2, 28), 1, 31, date(2026, 3, 31)),
        (date(2027, 12, 31), 2, None, date(2028, 2, 29)),
        (date(2026, 3, 31), -1, None, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, None, date(2025, 12, 15)),
    ],
)
def test_add_months(day: date, months: int, anchor: int | None, result: date) -> None:
    assert add_months(day, months, anchor) == result


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 1, 15), date(2026, 2, 15), 30),
        (date(2026, 1, 31), date(2026, 2, 28), 28),
        (date(2026, 1, 31), date(2026, 3, 31), 60),
        (date(2026, 1, 30), date(2026, 3, 31), 60),
        (date(2026, 1, 29), date(2026, 3, 31), 62),
        (date(2026, 1, 15), date(2027, 1, 15), 360),
    ],
)
def test_30_360_us(start: date, end: date, days: int) -> None:
    assert DayCount.THIRTY_360.days(start, end) == days


def test_actual_days_count_29_february_but_the_year_stays_365() -> None:
    assert DayCount.ACT_365.days(date(2028, 2, 15), date(2028, 3, 15)) == 29
    assert DayCount.ACT_365.days_in_year == 365


class TestNextWorkingDay:
    def test_is_the_day_itself_on_a_working_day(self) -> None:
        assert next_working_day(date(2026, 3, 16), frozenset()) == date(2026, 3, 16)

    def test_passes_weekend_and_holidays(self) -> None:
        tet = frozenset(date(2026, 2, day) for day in range(16, 21))
        assert next_working_day(date(2026, 2, 14), tet) == date(2026, 2, 23)

    def test_takes_another_weekend(self) -> None:
        assert next_working_day(date(2026, 3, 14), frozenset(), weekend={6}) == date(2026, 3, 14)

    def test_refuses_a_week_without_work(self) -> None:
        with pytest.raises(ValueError, match="working day"):
            next_working_day(date(2026, 3, 14), frozenset(), weekend=set(range(7)))
