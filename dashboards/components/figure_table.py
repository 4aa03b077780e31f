"""Figure tables: a line for each group and one for the total; every number opens its records."""

from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from app.reports.filters import Filters
from app.reports.measure import Value
from app.reports.present import dimension_value, written
from app.reports.result import ReportResult
from dashboards.components.links import records_link
from dashboards.page import Page

LINES_MAX = 200


def figure_table(page: Page, filters: Filters, result: ReportResult) -> Component:
    """Return the result as an HTML table with a total line."""
    by, measures = result.query.by, result.query.measures
    head = [html.Th(str(result.meta.dimensions[slug].label), scope="col") for slug in by]
    head += [
        html.Th(str(figure.label), scope="col", className="num", title=str(figure.definition))
        for figure in result.meta.figures.values()
    ]
    lines = [_line(page, filters, result, row) for row in result.groups()[:LINES_MAX]]
    total = html.Tr(
        [html.Th(gettext("Total"), scope="row", colSpan=len(by) or 1)]
        + [_number(page, filters, result, slug, result.totals[slug], {}) for slug in measures],
        className="figure-total",
    )
    notes = _notes(result)
    return html.Div(
        [
            html.Div(
                html.Table(
                    [html.Thead(html.Tr(head)), html.Tbody(lines), html.Tfoot(total)],
                    className="table table-sm table-vcenter card-table",
                ),
                className="table-responsive",
                tabIndex=0,
            ),
            html.P(notes, className="figure-foot px-3 pt-2") if notes else None,
        ]
    )


def _line(page: Page, filters: Filters, result: ReportResult, row: dict[str, Any]) -> Component:
    cell = {slug: row[slug] for slug in result.query.by}
    names = [
        html.Th(dimension_value(result, slug, value), scope="row", className="fw-normal")
        for slug, value in cell.items()
    ]
    return html.Tr(names + [_number(page, filters, result, slug, row[slug], cell) for slug in result.query.measures])


def _number(
    page: Page, filters: Filters, result: ReportResult, slug: str, value: Value, cell: dict[str, Any]
) -> Component:
    text = written(value, result.meta.figures[slug].unit)
    shown = (
        text if value is None else html.A(text, href=records_link(page, filters, slug, cell), className="figure-link")
    )
    return html.Td(shown, className="num")


def _notes(result: ReportResult) -> str:
    notes = []
    cut = result.meta.truncated + max(0, len(result.frame) - LINES_MAX)
    if cut:
        notes.append(gettext("%(count)s more lines are in the export; the total counts them.", count=cut))
    if result.meta.hidden_cells:
        notes.append(gettext("Figures with too few people behind them are not shown."))
    notes += sorted({str(why) for why in result.meta.missing.values()})
    return " ".join(notes)
