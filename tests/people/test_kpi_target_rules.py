"""Scoring by M25, and the days of a period."""

from datetime import date
from decimal import Decimal

import pytest

from app.people.kpi_target.rules import achievement, period_bounds, score, weights_are_whole


def test_the_worked_example_scores_99() -> None:
    parts = [
        (Decimal(30), achievement(Decimal(20), Decimal(18))),
        (Decimal(30), achievement(Decimal(1000), Decimal(1150))),
        (Decimal(15), achievement(Decimal("4.5"), Decimal("4.4"))),
        (Decimal(15), achievement(Decimal("4.0"), Decimal("4.6"), lower_is_better=True)),
        (Decimal(10), achievement(Decimal(95), Decimal(93))),
    ]
    assert [score([part]) for part in parts] == [
        Decimal("27.00"),
        Decimal("34.50"),
        Decimal("14.67"),
        Decimal("13.04"),
        Decimal("9.79"),
    ]
    assert score(parts) == Decimal("99.00")


@pytest.mark.parametrize(
    ("target", "actual", "lower", "expected"),
    [
        (10, 20, False, "1.2"),
        (10, 0, False, "0"),
        (10, -5, False, "0"),
        (0, 5, False, "0"),
        (4, 0, True, "1.2"),
        (4, 2, True, "1.2"),
        (4, 8, True, "0.5"),
    ],
)
def test_achievement_stays_within_its_bounds(target: int, actual: int, lower: bool, expected: str) -> None:
    assert achievement(Decimal(target), Decimal(actual), lower_is_better=lower) == Decimal(expected)


def test_weights_make_up_the_whole() -> None:
    assert weights_are_whole([Decimal(30), Decimal("69.5"), Decimal("0.5")])
    assert not weights_are_whole([Decimal(30), Decimal(69)])
    assert not weights_are_whole([])


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_period_bounds(period: str, first: date, last: date) -> None:
    assert period_bounds(period) == (first, last)
