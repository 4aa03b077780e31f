"""The funnel: a step a line, with its share of the step before and of the first."""

from decimal import Decimal

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from app.reports.measure import Unit, Value
from app.reports.present import NOTHING, written
from app.reports.result import ReportResult
from dashboards.components.mark import change_mark, opened
from dashboards.page import Page


def funnel(page: Page, result: ReportResult) -> Component:
    """Return the totals as steps in the order in which the query names them."""
    slugs = result.query.measures
    first = result.totals[slugs[0]]
    head = html.Div(
        [
            html.Span(gettext("Step"), className="funnel-name"),
            html.Span(),
            html.Span(gettext("Count"), className="funnel-number"),
            html.Span(gettext("of step before"), className="funnel-number"),
            html.Span(gettext("of all"), className="funnel-number"),
        ],
        className="funnel-row funnel-head",
    )
    lines = []
    for number, slug in enumerate(slugs):
        figure, value = result.meta.figures[slug], result.totals[slug]
        before = result.totals[slugs[number - 1]] if number else None
        style = {"--size": f"{100 * float(value or 0) / float(first or 1):.2f}%", "--fade": f"{number * 9}%"}
        bar = opened(page, result, slug, None, None, "funnel-bar", style=style)
        lines.append(
            html.Div(
                [
                    html.Span(str(figure.label), className="funnel-name", title=str(figure.definition)),
                    html.Div(bar, className="funnel-track"),
                    html.Span(
                        [opened(page, result, slug, None, written(value, figure.unit), "figure-link"),
                         change_mark(result, slug)],
                        className="funnel-number",
                    ),
                    html.Span(_rate(value, before) if number else "", className="funnel-number"),
                    html.Span(_rate(value, first), className="funnel-number"),
                ],
                className="funnel-row",
            )
        )  # fmt: skip
    return html.Div([head, *lines], className="funnel")


def _rate(part: Value, whole: Value) -> str:
    if part is None or not whole:
        return NOTHING
    return written(100 * Decimal(part) / Decimal(whole), Unit.PERCENT)
