"""Filters: what an address says is what it said, and what it cannot say is refused."""

from datetime import date

import pytest

from app.reports.filters import Comparison, Filters, Period, read_filters
from app.shared.errors import BadRequest

OPENING = Filters(Period(date(2026, 3, 1), date(2026, 3, 20)), Comparison.PREVIOUS)
SLUGS = ("branch", "product")


def test_an_address_reproduces_the_page():
    filters = Filters(
        Period(date(2026, 1, 5), date(2026, 2, 3)), Comparison.YEAR, (("branch", ("1", "2")), ("product", ("7",)))
    )
    assert read_filters(filters.query(), OPENING, SLUGS) == filters


def test_a_bare_address_stands_for_what_the_page_opens_on():
    assert read_filters({}, OPENING, SLUGS) == OPENING
    assert read_filters({"branch": "2"}, OPENING, SLUGS).compare is Comparison.PREVIOUS


@pytest.mark.parametrize("args", [{"to": "2026-03-20"}, {"from": "2026-03-01"}, {"compare": "none"}])
def test_an_address_that_says_anything_of_the_time_is_compared_with_nothing_it_does_not_name(args):
    assert read_filters(args, OPENING, SLUGS) == Filters(OPENING.period)


@pytest.mark.parametrize(
    "args",
    [
        {"from": "yesterday"},
        {"to": "2026-02-30"},
        {"from": "2026-03-02", "to": "2026-03-01"},
        {"compare": "x"},
        {"from": "0001-01-01"},
    ],
)
def test_what_cannot_be_read_is_refused(args):
    with pytest.raises(BadRequest):
        read_filters(args, OPENING, SLUGS)


@pytest.mark.parametrize(
    ("period", "comparison", "expected"),
    [
        (("2026-03-01", "2026-03-31"), Comparison.PREVIOUS, ("2026-02-01", "2026-02-28")),
        (("2026-01-01", "2026-03-31"), Comparison.PREVIOUS, ("2025-10-01", "2025-12-31")),
        (("2026-03-01", "2026-03-10"), Comparison.PREVIOUS, ("2026-02-01", "2026-02-10")),
        (("2026-03-01", "2026-03-30"), Comparison.PREVIOUS, ("2026-02-01", "2026-02-28")),
        (("2025-04-01", "2026-03-20"), Comparison.PREVIOUS, ("2024-04-01", "2025-03-20")),
        (("2026-03-05", "2026-03-10"), Comparison.PREVIOUS, ("2026-02-27", "2026-03-04")),
        (("2026-03-01", "2026-03-31"), Comparison.YEAR, ("2025-03-01", "2025-03-31")),
        (("2028-02-01", "2028-02-29"), Comparison.YEAR, ("2027-02-01", "2027-02-28")),
        (("2027-02-01", "2027-02-28"), Comparison.YEAR, ("2026-02-01", "2026-02-28")),
    ],
)
def test_the_period_compared_with(period, comparison, expected):
    first, last = map(date.fromisoformat, period)
    assert Period(first, last).before(comparison) == Period(*map(date.fromisoformat, expected))
