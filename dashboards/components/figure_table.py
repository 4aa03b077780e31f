"""Figure tables: a line for each group and one for the total; every number opens its records."""

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from app.reports.dimension import Grain
from app.reports.measure import Better, Ratio, Value
from app.reports.present import dimension_value, written
from app.reports.result import ReportResult
from dashboards.components.attributes import aria
from dashboards.components.flat import Tag
from dashboards.components.mark import Row, change_mark, opened
from dashboards.page import Page

LINES_MAX = 200
_HEATED_FROM = 3


def figure_table(page: Page, result: ReportResult) -> Component:
    """Return the result as an HTML table with a total line; a column is sorted by its head."""
    by, measures = result.query.by, result.query.measures
    rows = result.groups()
    head = [_head(str(result.meta.dimensions[slug].label), "") for slug in by]
    head += [_head(str(figure.label), "num", str(figure.definition)) for figure in result.meta.figures.values()]
    places = {slug: _places(result, slug, rows) for slug in measures}
    lines = [_line(page, result, row, places) for row in rows[:LINES_MAX]]
    total = html.Tr(
        [html.Th(gettext("Total"), scope="row", colSpan=len(by) or 1)]
        + [html.Td(_number(page, result, slug, None), className="num") for slug in measures],
        className="figure-total",
    )
    notes = _notes(result)
    return html.Div(
        [
            html.Div(
                html.Table(
                    [html.Thead(html.Tr(head)), html.Tbody(lines), html.Tfoot(total)],
                    className="table table-sm table-vcenter figure-table",
                ),
                className="table-responsive figure-scroll",
                tabIndex=0,
                role="region",
                **aria(label=gettext("Table")),
            ),
            html.P(notes, className="figure-foot px-3 pt-2 mb-0") if notes else None,
        ]
    )


def _head(text: str, style: str, definition: str = "") -> Component:
    return html.Th(
        html.Button(text, type="button", className="figure-sort", title=definition or None),
        scope="col",
        className=style,
        **aria(sort="none"),
    )


def _line(page: Page, result: ReportResult, row: Row, places: Mapping[str, Mapping[Any, float]]) -> Any:
    names = [_name(result, slug, row[slug]) for slug in result.query.by]
    return Tag("tr", names + [_cell(page, result, slug, row, places[slug]) for slug in result.query.measures])


def _name(result: ReportResult, slug: str, value: Any) -> Any:
    dimension = result.meta.dimensions[slug]
    # Months and named steps sort by their own order and not by the letters of their names.
    order = list(dimension.choices) if dimension.is_ordered else []
    rank: Any = {"data-value": value.isoformat()} if dimension.grain is Grain.MONTH and value else {}
    if value in order:
        rank = {"data-value": str(order.index(value)).zfill(4)}
    return Tag("th", dimension_value(result, slug, value), scope="row", **rank)


def _cell(page: Page, result: ReportResult, slug: str, row: Row, places: Mapping[Any, float]) -> Any:
    value = row[slug]
    place = places.get(value)
    style = {} if place is None else {"--heat": f"{abs(2 * place - 1) * 26:.0f}%"}
    heat = "" if place is None else " is-hot-good" if place > 0.5 else " is-hot-bad"
    said: Any = {} if value is None else {"data-value": str(value)}
    return Tag("td", _number(page, result, slug, row), className=f"num{heat}", style=style, **said)


def _number(page: Page, result: ReportResult, slug: str, row: Row | None) -> list[Any]:
    value: Value = result.totals[slug] if row is None else row[slug]
    text = written(value, result.meta.figures[slug].unit)
    return [opened(page, result, slug, row, text, "figure-link"), change_mark(result, slug, row)]


def _places(result: ReportResult, slug: str, rows: list[dict[str, Any]]) -> dict[Any, float]:
    """Return value → its place from 0, the worst, to 1, the best, of a figure that compares groups of any size."""
    figure = result.meta.figures[slug]
    values = sorted({row[slug] for row in rows if row[slug] is not None})
    is_compared = isinstance(figure, Ratio) and figure.better is not Better.NEITHER
    if not is_compared or len(values) < _HEATED_FROM:
        return {}
    last = len(values) - 1
    up = figure.better is Better.HIGHER
    return {value: (number if up else last - number) / last for number, value in enumerate(values)}


def _notes(result: ReportResult) -> str:
    notes = []
    cut = result.meta.truncated + max(0, len(result.frame) - LINES_MAX)
    if cut:
        notes.append(gettext("%(count)s more lines are in the export; the total counts them.", count=cut))
    if result.meta.hidden_cells:
        notes.append(gettext("Figures with too few people behind them are not shown."))
    notes += sorted({str(why) for why in result.meta.missing.values()})
    return " ".join(notes)
