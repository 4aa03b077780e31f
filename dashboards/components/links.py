"""Addresses of what a figure leads to: the records behind it, and the file of a view."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, urlencode

from app.reports.filters import Filters
from app.reports.result import ReportResult
from dashboards.page import Page


def records_link(page: Page, result: ReportResult, figure: str, row: Mapping[str, Any] | None = None) -> str:
    """Return the address that opens exactly the records behind a figure of one row, or of the whole."""
    cell = {} if row is None else {slug: row[slug] for slug in result.query.by}
    return cell_link(page, result.query.filters, figure, cell)


def cell_link(page: Page, filters: Filters, figure: str, cell: Mapping[str, Any]) -> str:
    """Return the same for a group named by its dimensions' values."""
    said = "".join([f"&in_{slug}={quote_plus(_text(value))}" for slug, value in cell.items()])
    return f"{page.prefix}records?{_asked(filters)}&figure={figure}{said}"


@lru_cache(maxsize=256)
def _asked(filters: Filters) -> str:
    return urlencode(filters.query())


def export_link(page: Page, filters: Filters, kind: str, section: int | None = None, view: int = 0) -> str:
    """Return the address of the page's figures as a file, of one view or of all."""
    said = {} if section is None else {"section": str(section), "view": str(view)}
    return f"{page.prefix}export/{kind}?{urlencode(filters.query() | said)}"


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
