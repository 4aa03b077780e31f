"""Dues: what falls due counts for the seller until it is overdue and a collector has taken it up."""

from datetime import date

import pytest

from app.debt_collection.collection_case.model import CaseStage, CollectionCase
from app.reports.drill import records_behind
from app.reports.filters import Filters, Period
from app.reports.result import Query
from app.reports.runner import run
from tests.reports.book import book
from tests.reports.office import Office, keys_of

MARCH = Filters(Period(date(2026, 3, 1), date(2026, 3, 31)))
MID_MARCH = Filters(Period(date(2026, 3, 1), date(2026, 3, 12)))
FIGURES = ("dues_collected", "dues", "collection_efficiency")


def march(day: int) -> date:
    return date(2026, 3, day)


@pytest.fixture(scope="module")
def instalments(office: Office) -> dict[str, int]:
    """A customer a case: what was due on 10 March, when it was paid, and from when to when a case was open."""
    found = {}
    with book(office) as b:
        for name, paid, opened, closed in (
            ("in time", march(10), None, None),
            ("in time beside an open case", march(9), date(2026, 2, 20), None),
            ("before the case opened", march(11), march(12), None),
            ("collected", march(20), march(13), march(20)),
            ("still owed", None, march(13), None),
            ("after a case that was over", march(15), date(2026, 1, 5), date(2026, 2, 5)),
            ("late without a case", march(14), None, None),
        ):
            customer = b.customer("north", "north_seller")
            contract = b.loan("north", 10_000_000, date(2026, 1, 10), customer=customer)
            found[name] = b.instalment(contract, march(10), 1_000_000, 200_000, paid_on=paid)
            if paid is not None:
                b.pay(contract, found[name], paid, principal=1_000_000, interest=200_000)
            if opened is not None:
                b.put(
                    CollectionCase, customer_id=customer, opened_on=opened, closed_on=closed,
                    stage=CaseStage.CLOSED if closed else CaseStage.SOFT, branch_id=office.branches["north"],
                    owner_id=office.employees["north_manager"],
                )  # fmt: skip
    return found


def by_officer(office: Office, filters: Filters) -> dict[int, tuple[object, ...]]:
    (answer,) = run(office.principal("boss"), Query(FIGURES, filters, ("officer",)))
    return {row["officer"]: tuple(row[slug] for slug in FIGURES) for row in answer.groups()}


class TestCollectionEfficiency:
    def test_overdue_instalments_count_for_the_officer_of_the_case(self, office, instalments):
        found = by_officer(office, MARCH)
        assert found[office.employees["north_manager"]] == (1_200_000, 2_400_000, 50)
        assert found[office.employees["north_seller"]] == (6_000_000, 6_000_000, 100)

    def test_the_whole_is_the_same_whoever_it_counts_for(self, office, instalments):
        (answer,) = run(office.principal("boss"), Query(FIGURES, MARCH))
        assert (answer.totals["dues"], answer.totals["dues_collected"]) == (8_400_000, 7_200_000)

    def test_a_day_before_the_case_shows_what_was_so_then(self, office, instalments):
        found = by_officer(office, MID_MARCH)
        assert office.employees["north_manager"] not in found
        assert found[office.employees["north_seller"]][:2] == (3_600_000, 8_400_000)

    def test_exactly_the_collector_s_instalments_open(self, office, instalments):
        cell = {"officer": office.employees["north_manager"]}
        _, keys = records_behind(office.principal("boss"), "dues", MARCH, cell)
        assert keys_of(keys) == {instalments["collected"], instalments["still owed"]}

    def test_the_collector_s_department_is_that_of_the_collector(self, office, instalments):
        (answer,) = run(office.principal("boss"), Query(("dues",), MARCH, ("unit",)))
        assert answer.totals["dues"] == 8_400_000
