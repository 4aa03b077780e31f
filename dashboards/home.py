"""Key figures: the first cards of each dashboard that the signed-in user may open, for the home page."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.reports.filters import read_filters
from app.reports.options import business_day
from app.reports.present import shortened, written
from app.reports.runner import run
from app.shared.text import Message
from dashboards.page import Page
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
    """Return this month's key figures of the request's user; none for who may open no dashboard."""
    return [figure for page in PAGES if may(page, READ) for figure in _of_page(page)]


def _of_page(page: Page) -> Iterator[KeyFigure]:
    first = next((section for section in page.sections if section.kind == "cards"), None)
    if first is None:
        return
    filters = read_filters({}, business_day(), page.filters)
    section = type(first)(first.kind, first.figures[:_PER_PAGE])
    (result,) = run(reader_of(page), section.query(filters))
    for slug in section.figures:
        figure, value = result.meta.figures[slug], result.totals[slug]
        if value is not None:
            yield KeyFigure(
                figure.label, shortened(value, figure.unit), written(value, figure.unit), page.title, page.prefix
            )
