"""The developer guide's measure works as printed, and every page names figures and dimensions that exist."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.people.kpi_target.model import KpiMetric
from app.reports import catalog
from app.reports.datasets import loans_paid_out
from app.reports.filters import Filters, Period
from app.reports.measure import Better, Measure, Unit
from app.reports.result import Query
from app.reports.runner import run
from app.shared.text import msg
from dashboards.pages import PAGES
from tests.reports.book import book
from tests.reports.office import Office

GUIDE = Path(__file__).parents[2] / "docs" / "add-a-measure.md"


def test_the_printed_measure_answers(office: Office, monkeypatch: pytest.MonkeyPatch):
    with book(office) as b:
        b.loan("north", 250_000_000, date(2026, 3, 2))
        b.loan("north", 99_999_999, date(2026, 3, 2))
    printed = re.search(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)[1]
    assert len(printed.splitlines()) <= 10
    names = {"Measure": Measure, "Unit": Unit, "msg": msg}
    exec(printed, names)  # noqa: S102 - our own guide
    measure = names["LARGE_LOANS"]
    dataset = replace(loans_paid_out.DATASET, measures=(measure,))
    monkeypatch.setitem(catalog.FIGURES, measure.slug, measure)
    monkeypatch.setitem(catalog.DATASET_OF, measure.slug, dataset)
    (result,) = run(
        office.principal("boss"), Query(("large_loans",), Filters(Period(date(2026, 3, 1), date(2026, 3, 31))))
    )
    assert result.totals == {"large_loans": 250_000_000}
    assert result.meta.records == {"large_loans": 1}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_a_page_names_only_what_exists(page):
    for section in page.sections:
        assert set(section.figures) <= set(catalog.FIGURES)
        assert {slug for view in section.views for slug in view.by} <= set(catalog.DIMENSIONS)
    assert set(page.filters) <= set(catalog.DIMENSIONS)


def test_reports_and_targets_agree_on_which_way_is_better():
    for metric in KpiMetric:
        wished = Better.LOWER if metric.lower_is_better else Better.HIGHER
        assert catalog.figure(str(metric)).better is wished


def test_every_slug_is_declared_once():
    slugs = [m.slug for d in catalog.DATASETS for m in d.measures] + [c.slug for c in catalog.COMPUTED]
    assert len(slugs) == len(set(slugs)) == len(catalog.FIGURES)
