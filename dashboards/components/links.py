"""Addresses of what a figure leads to: the records behind it, and the file of a section."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from app.reports.filters import Filters
from dashboards.page import Page


def records_link(page: Page, filters: Filters, figure: str, cell: Mapping[str, Any]) -> str:
    """Return the address that opens exactly the records behind a figure of one group, or of the whole."""
    said = {f"in_{slug}": _text(value) for slug, value in cell.items()}
    return f"{page.prefix}records?{urlencode(filters.query() | {'figure': figure} | said)}"


def export_link(page: Page, filters: Filters, kind: str, section: int | None = None) -> str:
    """Return the address of the page's figures as a file, of one section or of all."""
    said = {} if section is None else {"section": str(section)}
    return f"{page.prefix}export/{kind}?{urlencode(filters.query() | said)}"


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
