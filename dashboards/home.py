"""Key figures: the first cards of each dashboard that the signed-in user may open, for the home page."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from app.reports import presets
from app.reports.filters import Filters
from app.reports.options import business_day
from app.reports.present import shortened, written
from app.reports.result import Query, ReportResult
from app.reports.runner import run
from app.shared.text import Message
from dashboards.page import Kind, Page
from dashboards.pages import PAGES
from dashboards.rights import READ, may, reader_of

_PER_PAGE = 2


@dataclass(frozen=True)
class KeyFigure:
    """A figure on the home page: `value` in short, `exact` in full; `address`: its dashboard, with the same filters."""

    label: Message
    value: str
    exact: str
    page: Message
    address: str


def key_figures() -> list[KeyFigure]:
    """Return this month's key figures of the request's user, read together; none for who may open no dashboard."""
    pages = [page for page in PAGES if may(page, READ)]
    if not pages:
        return []
    month = Filters(presets.month_of(business_day()))
    queries = [Query(_first_cards(page), month) for page in pages]
    answers = run(reader_of(pages[0]), *queries)
    return [figure for page, answer in zip(pages, answers, strict=True) for figure in _figures(page, answer)]


def _first_cards(page: Page) -> tuple[str, ...]:
    shown = next(section.views[0].figures for section in page.sections if section.kind is Kind.CARDS)
    return shown[:_PER_PAGE]


def _figures(page: Page, answer: ReportResult) -> Iterator[KeyFigure]:
    address = f"{page.prefix}?{urlencode(answer.query.filters.query())}"
    for slug in answer.query.measures:
        figure, value = answer.meta.figures[slug], answer.totals[slug]
        if value is not None:
            yield KeyFigure(
                figure.label, shortened(value, figure.unit), written(value, figure.unit), page.title, address
            )
