"""Figure cards: a number that opens its records, with its change, definition, number of records and time."""

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from app.reports.filters import Filters
from app.reports.present import change_written, read_at, shortened, written
from app.reports.result import ReportResult
from dashboards.components.links import records_link
from dashboards.page import Page


def figure_cards(page: Page, filters: Filters, result: ReportResult) -> Component:
    """Return one card for each figure of the result's totals."""
    return html.Div(
        [html.Div(_card(page, filters, result, slug), className="col") for slug in result.query.measures],
        className="row row-cols-1 row-cols-sm-2 row-cols-lg-3 row-cols-xl-4 g-3 mb-3",
    )


def _card(page: Page, filters: Filters, result: ReportResult, slug: str) -> Component:
    figure, value = result.meta.figures[slug], result.totals[slug]
    missing = result.meta.missing.get(slug)
    shown = html.Span(shortened(value, figure.unit), title=written(value, figure.unit))
    number = (
        shown
        if value is None
        else html.A(
            shown,
            href=records_link(page, filters, slug, {}),
            className="figure-link",
            title=gettext("Open the records behind this figure"),
        )
    )
    return html.Div(
        html.Div(
            [
                html.Div(
                    [html.H2(str(figure.label), className="subheader m-0"), _definition(str(figure.definition))],
                    className="d-flex align-items-start justify-content-between gap-2",
                ),
                html.Div([html.Span(number, className="figure-value"), _change(result, slug)], className="figure-line"),
                html.Div(str(missing) if missing else _footing(result, slug), className="figure-foot"),
            ],
            className="card-body",
        ),
        className="card h-100",
    )


def _definition(text: str) -> Component:
    return html.Details(
        [
            html.Summary("i", **{"aria-label": gettext("Definition")}),
            html.Div(text, role="note"),
        ],
        className="figure-about",
    )


def _change(result: ReportResult, slug: str) -> Component | None:
    change = result.change(slug)
    if change is None or result.earlier is None:
        return None
    figure = result.meta.figures[slug]
    before = written(result.earlier.totals[slug], figure.unit)
    return html.Span(
        change_written(change), className="figure-change", title=gettext("Before: %(value)s", value=before)
    )


def _footing(result: ReportResult, slug: str) -> str:
    count = result.meta.records.get(slug, 0)
    return gettext("%(count)s records · as of %(time)s", count=count, time=read_at(result.meta.as_of))
