"""Marks: a number or a bar that is a link to its records and says in full what it stands for."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from app.reports.measure import Better, Figure, Unit, Value
from app.reports.present import (
    change_written,
    difference_written,
    dimension_value,
    label_written,
    records_written,
    written,
)
from app.reports.result import ReportResult, relative
from dashboards.components.flat import Tag
from dashboards.components.links import records_link
from dashboards.page import Page

Row = Mapping[str, Any]


def row_name(result: ReportResult, row: Row) -> str:
    """Return how the group of a row is called."""
    return " · ".join(dimension_value(result, slug, row[slug]) for slug in result.query.by)


def value_of(result: ReportResult, slug: str, row: Row | None) -> Value:
    """Return a figure of a row, or of the whole."""
    found: Value = result.totals[slug] if row is None else row[slug]
    return found


def told(result: ReportResult, slug: str, row: Row | None = None) -> str:
    """Return what a mark says when pointed at: group, figure, value, records, and the change where one is asked."""
    figure, value = result.meta.figures[slug], value_of(result, slug, row)
    head = f"{label_written(figure.label)}: {written(value, figure.unit)}"
    lines = [head if row is None or not result.query.by else f"{row_name(result, row)}\n{head}"]
    if value is not None:
        lines.append(records_written(result.records(slug, row)))
    before = result.before(slug, row)
    if before is not None:
        lines.append(gettext("Before: %(value)s", value=written(before, figure.unit)))
    return "\n".join(lines)


def opened(
    page: Page,
    result: ReportResult,
    slug: str,
    row: Row | None,
    inside: Any,
    name: str,
    *,
    style: Mapping[str, str] | None = None,
    note: str = "",
) -> Any:
    """Return `inside` as a link to the records of a figure; where there is no figure, without a link.

    `name` is its class; `style` what its bar looks like; `note` what it says beside the figure.
    """
    said: Any = {"className": name, "title": told(result, slug, row) + note, "style": style or {}}
    if value_of(result, slug, row) is None:
        return Tag("span", inside, **said)
    return Tag("a", inside, href=records_link(page, result, slug, row), **said)


def change_mark(result: ReportResult, slug: str, row: Row | None = None, *, full: bool = False) -> Any:
    """Return the change against the earlier period, coloured by whether it is a good one."""
    figure, now, before = result.meta.figures[slug], value_of(result, slug, row), result.before(slug, row)
    if now is None or before is None or (now == before and not full):
        return None
    # A percentage of a percentage reads like points and is none.
    share = "" if figure.unit is Unit.PERCENT else change_written(relative(now, before))
    difference = difference_written(now, before, figure.unit)
    text = " · ".join(filter(None, [difference, share])) if full else share or difference
    return Tag(
        "span",
        text,
        className=f"figure-change {change_class(figure, now, before)}",
        title=gettext("Before: %(value)s", value=written(before, figure.unit)),
    )


def change_class(figure: Figure, now: Value, before: Value) -> str:
    """Return the style of a change: good, bad or neither."""
    if now is None or before is None or now == before or figure.better is Better.NEITHER:
        return ""
    return "is-good" if (now > before) is (figure.better is Better.HIGHER) else "is-bad"
