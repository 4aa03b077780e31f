"""Figure cards: a number that opens its records, with its change, definition, number of records and time."""

from dash import html
from dash.development.base_component import Component

from app.reports.present import shortened
from app.reports.result import ReportResult
from dashboards.components.attributes import data
from dashboards.components.figure_info import about, footing
from dashboards.components.mark import change_mark, opened
from dashboards.page import Page


def figure_cards(page: Page, result: ReportResult) -> Component:
    """Return one card for each figure of the result's totals."""
    return html.Div([_card(page, result, slug) for slug in result.query.measures], className="figure-cards")


def _card(page: Page, result: ReportResult, slug: str) -> Component:
    figure = result.meta.figures[slug]
    head = [html.H2(str(figure.label), className="subheader m-0", title=str(figure.definition)), about(result, [slug])]
    number = opened(page, result, slug, None, shortened(result.totals[slug], figure.unit), "figure-link")
    return html.Div(
        [
            html.Div(head, className="figure-head"),
            html.Div(number, className="figure-value"),
            html.Div(change_mark(result, slug, full=True), className="figure-line"),
            footing(result, slug),
        ],
        className="card figure-card",
        **data(figure=slug),
    )
