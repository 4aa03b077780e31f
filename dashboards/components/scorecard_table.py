"""The scorecard: a ranking for each department, and for each person how far every target was reached."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from app.reports.filters import Filters, Period, last_whole_month
from app.reports.measure import Unit, Value
from app.reports.present import period_written, shortened, written
from app.reports.scorecard import Score, Scorecard, TargetLine
from dashboards.components.attributes import aria
from dashboards.components.links import cell_link
from dashboards.page import Page

_FULL = 120


def scorecard_views(page: Page, filters: Filters, card: Scorecard) -> list[tuple[str, Component]]:
    """Return (title, ranking) of each department's people, then of each department's branches."""
    found: list[tuple[str, Component]] = []
    for is_person in (True, False):
        for unit in dict.fromkeys(score.unit for score in card.scores if score.is_person is is_person):
            own = [score for score in card.scores if score.unit == unit and score.is_person is is_person]
            name = str(own[0].department)
            title = name if is_person else gettext("%(department)s by branch", department=name)
            found.append((title, _table(page, filters, title, own)))
    return found


def no_targets(page: Page, filters: Filters) -> Component:
    """Return what to choose where the period has no targets."""
    month: Period = last_whole_month(filters.period.last)
    said = filters.query() | {"from": month.first.isoformat(), "to": month.last.isoformat()}
    return html.P(
        [
            gettext("No approved targets for this period: choose one month or one quarter that has some."),
            " ",
            html.A(period_written(month), href=f"{page.prefix}?{urlencode(said)}"),
        ],
        className="text-secondary p-3 m-0",
    )


def _table(page: Page, filters: Filters, title: str, scores: Sequence[Score]) -> Component:
    figures = {line.figure.slug: line.figure for score in scores for line in score.lines}
    head = [
        html.Th("#", scope="col", className="num"),
        html.Th(title, scope="col"),
        html.Th(gettext("Score"), scope="col"),
        *(html.Th(str(f.label), scope="col", className="num", title=str(f.definition)) for f in figures.values()),
    ]
    lines = [_line(page, filters, rank, score, tuple(figures)) for rank, score in enumerate(scores, start=1)]
    table = html.Table(
        [html.Thead(html.Tr(head)), html.Tbody(lines)], className="table table-sm table-vcenter figure-table"
    )
    return html.Div(table, className="table-responsive figure-scroll", tabIndex=0, role="region", **aria(label=title))


def _line(page: Page, filters: Filters, rank: int, score: Score, slugs: Sequence[str]) -> Component:
    by_slug = {line.figure.slug: line for line in score.lines}
    known = score.total is not None
    return html.Tr(
        [
            html.Td(rank if known else "–", className="num text-secondary"),
            html.Th([score.who, html.Small(score.branch) if score.is_person else None], scope="row"),
            html.Td(_total(score)),
            *(_cell(page, filters, by_slug.get(slug)) for slug in slugs),
        ]
    )


def _total(score: Score) -> list[Any]:
    if score.total is None:
        return [html.Span("–", title=gettext("Nothing to measure yet"))]
    bar = html.Div(className="score-bar", style={"--part": f"{float(score.total) / _FULL:.3f}"})
    note = None
    if score.weight != 100:
        note = html.Small(gettext("measured on %(weight)s of the weight", weight=written(score.weight, Unit.PERCENT)))
    return [html.Div([html.Strong(written(score.total, Unit.SCORE)), bar], className="score"), note]


def _cell(page: Page, filters: Filters, line: TargetLine | None) -> Component:
    if line is None:
        return html.Td("", className="num")
    unit = line.figure.unit
    actual: Any = shortened(line.actual, unit)
    if line.actual is not None:
        actual = html.A(actual, href=cell_link(page, filters, line.figure.slug, line.cell), className="figure-link")
    of = html.Span(gettext("of %(target)s", target=shortened(line.target, unit)), className="text-secondary")
    reached: Value = None if line.reached is None else round(line.reached * 100)
    said = "\n".join(
        [
            f"{line.figure.label}: {written(line.actual, unit)} / {written(line.target, unit)}",
            gettext("Weight") + f" {written(line.weight, Unit.PERCENT)}",
            gettext("Points") + f" {'–' if line.points is None else written(line.points, Unit.TIMES)[:-1]}",
        ]
    )
    heat = "" if line.reached is None else " is-hot-good" if line.reached >= 1 else " is-hot-bad"
    strength = 0 if line.reached is None else min(abs(float(line.reached) - 1) * 40 + 6, 24)
    return html.Td(
        [html.Strong("–" if reached is None else f"{reached}\u00a0%"), html.Div([actual, " ", of])],
        className=f"num{heat}",
        style={"--heat": f"{strength:.0f}%"},
        title=said,
    )
