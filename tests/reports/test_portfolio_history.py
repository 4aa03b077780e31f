"""The trend of the loan book: the last closed day of each month, as end of day wrote it down."""

from datetime import date

import pytest

from app.reports.drill import records_behind
from app.reports.filters import Filters, Period
from app.reports.result import Query
from app.reports.runner import run
from app.servicing.risk_snapshot import RiskSnapshot
from tests.reports.book import book
from tests.reports.office import Office, keys_of

YEAR = Filters(Period(date(2025, 4, 1), date(2026, 3, 15)))


@pytest.fixture(scope="module", autouse=True)
def snapshots(office: Office) -> None:
    with book(office) as b:
        first, second = b.loan("north", 10_000_000, date(2026, 1, 2)), b.loan("south", 30_000_000, date(2026, 1, 2))
        for day, contract, principal, days in (
            (date(2026, 1, 30), first, 10_000_000, 0),
            (date(2026, 1, 31), first, 9_000_000, 0),
            (date(2026, 1, 31), second, 27_000_000, 0),
            (date(2026, 2, 28), first, 8_000_000, 40),
            (date(2026, 2, 28), second, 24_000_000, 0),
            (date(2026, 3, 14), first, 8_000_000, 95),
            (date(2026, 3, 31), first, 1_000_000, 0),
        ):
            b.put(
                RiskSnapshot, contract_id=contract, branch_id=office.branches["north"], day=day, principal=principal,
                days_past_due=days, bucket="current" if not days else "31-60" if days < 61 else "91-180",
                debt_group=3 if days > 90 else 2 if days else 1, cn_class="normal", principal_overdue=0, interest=0,
                provision_specific=0, provision_general=0,
            )  # fmt: skip


def test_each_month_is_told_by_its_last_closed_day(office):
    slugs = ("outstanding_month_end", "par30_month_end", "npl_ratio_month_end")
    (result,) = run(office.principal("boss"), Query(slugs, YEAR, ("month",)))
    assert [[*map(str, row)] for row in result.frame.itertuples(index=False)] == [
        ["2026-01-01", "36000000", "0.0000", "0.0000"],
        ["2026-02-01", "32000000", "25.0000", "0.0000"],
        ["2026-03-01", "8000000", "100.0000", "100.0000"],
    ]


def test_a_point_opens_the_loans_it_was_made_from(office):
    _, keys = records_behind(office.principal("boss"), "outstanding_month_end", YEAR, {"month": date(2026, 2, 1)})
    assert len(keys_of(keys)) == 2
    _, keys = records_behind(office.principal("boss"), "par30_month_end", YEAR, {"month": date(2026, 2, 1)})
    assert len(keys_of(keys)) == 1


def test_a_branch_manager_sees_the_own_loans(office):
    (result,) = run(office.principal("north_manager"), Query(("outstanding_month_end",), YEAR, ("month",)))
    assert list(result.frame["outstanding_month_end"]) == [9_000_000, 8_000_000, 8_000_000]
