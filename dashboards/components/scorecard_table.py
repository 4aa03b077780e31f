"""The scorecard: a ranking of scores, and each target with what was reached."""

from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from app.reports.filters import Filters
from app.reports.measure import Unit, Value
from app.reports.present import NOTHING, written
from app.reports.scorecard import Scorecard, TargetLine
from dashboards.components.links import records_link
from dashboards.page import Page


def scorecard_table(page: Page, filters: Filters, card: Scorecard) -> Component:
    """Return the ranking and the lines, or what to choose where the period has no targets."""
    if not card.lines:
        return html.P(
            gettext("No approved targets for this period: choose one month or one quarter that has some."),
            className="text-secondary p-3 m-0",
        )
    ranking = html.Ol(
        [
            html.Li([html.Strong(written(total, Unit.SCORE)), f"  {who}", _covered(weight)])
            for who, total, weight in card.scores
        ],
        className="figure-ranking",
    )
    return html.Div([ranking, html.Div(_table(page, filters, card), className="table-responsive", tabIndex=0)])


def _covered(weight: Any) -> Component | None:
    if weight == 100:
        return None
    text = gettext("measured on %(weight)s of the weight", weight=written(weight, Unit.PERCENT))
    return html.Span(f"  ({text})", className="text-secondary")


def _table(page: Page, filters: Filters, card: Scorecard) -> Component:
    names = (
        gettext("Who"),
        gettext("Measure"),
        gettext("Weight"),
        gettext("Target"),
        gettext("Actual"),
        gettext("Achievement"),
        gettext("Points"),
    )
    head = html.Tr([html.Th(name, scope="col", className="num" if i > 1 else "") for i, name in enumerate(names)])
    lines = [_line(page, filters, line) for line in card.lines]
    return html.Table([html.Thead(head), html.Tbody(lines)], className="table table-sm table-vcenter card-table")


def _line(page: Page, filters: Filters, line: TargetLine) -> Component:
    actual = written(line.actual, line.figure.unit)
    link = records_link(page, filters, line.figure.slug, line.cell)
    reached: Value = None if line.reached is None else line.reached * 100
    return html.Tr(
        [
            html.Th(line.who, scope="row", className="fw-normal"),
            html.Td(str(line.figure.label), title=str(line.figure.definition)),
            html.Td(written(line.weight, Unit.PERCENT), className="num"),
            html.Td(written(line.target, line.figure.unit), className="num"),
            html.Td(
                actual if line.actual is None else html.A(actual, href=link, className="figure-link"), className="num"
            ),
            html.Td(written(reached, Unit.PERCENT), className="num"),
            html.Td(NOTHING if line.points is None else written(line.points, Unit.TIMES)[:-1], className="num"),
        ]
    )
