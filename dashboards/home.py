"""Key figures: the first cards of each dashboard that the signed-in user may open, for the home page."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.reports.filters import read_filters
from app.reports.options import business_day
from app.reports.present import shortened, written
from app.reports.result import ReportResult
from app.reports.runner import run
from app.shared.text import Message
from dashboards.page import Page, Section
from dashboards.pages import PAGES
from dashboards.rights import READ, may, reader_of

_PER_PAGE = 2


@dataclass(frozen=True)
class KeyFigure:
    """A figure as the home page shows it: `value` in short, `exact` in full, `address` of its dashboard."""

    label: Message
    value: str
    exact: str
    page: Message
    address: str


def key_figures() -> list[KeyFigure]:
    """Return this month's key figures of the request's user, read together; none for who may open no dashboard."""
    pages = [page for page in PAGES if may(page, READ) and _cards(page) is not None]
    if not pages:
        return []
    today = business_day()
    queries = [_cards(page).query(read_filters({}, today, page.filters)) for page in pages]  # type: ignore[union-attr]
    answers = run(reader_of(pages[0]), *queries)
    return [figure for page, answer in zip(pages, answers, strict=True) for figure in _figures(page, answer)]


def _cards(page: Page) -> Section | None:
    first = next((section for section in page.sections if section.kind == "cards"), None)
    return None if first is None else type(first)(first.kind, first.figures[:_PER_PAGE])


def _figures(page: Page, answer: ReportResult) -> Iterator[KeyFigure]:
    for slug in answer.query.measures:
        figure, value = answer.meta.figures[slug], answer.totals[slug]
        if value is not None:
            yield KeyFigure(
                figure.label, shortened(value, figure.unit), written(value, figure.unit), page.title, page.prefix
            )
