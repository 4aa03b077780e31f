"""The measurements run and are complete; how fast anything is, no test says."""

import json

import pytest

from app.cli.bench import command, pages, report
from dashboards.pages import PAGES

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def found() -> report.Findings:
    """What a run over the smallest lender prints as JSON."""
    printed = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.print", lambda text, **_: printed.append(text))
        assert command.main(["--size", "0.02", "--repeat", "1", "--days", "1", "--contracts", "100", "--json"]) == 0
    return json.loads(printed[-1])


def test_every_list_and_dashboard_is_measured(found: report.Findings) -> None:
    named = {row["page"] for row in found["pages"]}
    assert {f"{slug} list" for slug in pages.LISTS} <= named
    assert {f"dashboard {page.slug}" for page in PAGES} <= named


def test_each_page_has_its_yardsticks(found: report.Findings) -> None:
    for row in found["pages"]:
        assert row["ms"] > 0
        assert row["statements"] > 0
        assert row["to_bare_fab"] == pytest.approx(row["ms"] / row["bare_fab_ms"], rel=0.2)


def test_days_were_closed(found: report.Findings) -> None:
    closed = found["end_of_day"]
    assert (closed["days"], closed["contracts"]) == (1, 100)
    assert closed["to_plain_statement"] > 0


def test_the_table_is_aligned(found: report.Findings) -> None:
    lines = report.table(found).splitlines()
    heads = next(i for i, line in enumerate(lines) if line.startswith("page"))
    assert len({len(line) for line in lines[heads : heads + 1 + len(found["pages"])]}) == 1
