"""Bars drawn as page elements: each is a link that a keyboard reaches, and names stand beside and never slanted."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from app.reports import catalog
from app.reports.measure import Better, Value
from app.reports.present import shortened
from app.reports.result import ReportResult
from dashboards.components.mark import Row, opened, row_name, told
from dashboards.page import Page

LINES_MAX = 12
ENDS = 5


def bar_list(page: Page, result: ReportResult, slugs: Sequence[str]) -> Component:
    """Return a line a group with a bar for each figure; groups in a graded order keep it and wear its colours."""
    rows = result.groups()
    graded = catalog.DIMENSIONS[result.query.by[0]].graded
    if graded:
        colours = [
            f"var(--step-{number})" for number in steps(result.query.by[0], [r[result.query.by[0]] for r in rows])
        ]
    else:
        colours = ["var(--chart-0)"] * len(rows)
    shown = rows if graded else rows[:LINES_MAX]
    low, high = _reach([row[slug] for row in rows for slug in slugs])
    lines = [
        _line(page, result, row, slugs, low, high, [colour, "var(--chart-1)"])
        for row, colour in zip(shown, colours, strict=False)
    ]
    return html.Div([legend(result, slugs) if len(slugs) > 1 else None, *lines, _rest(len(rows) - len(shown))])


def extremes(page: Page, result: ReportResult, slug: str) -> Component:
    """Return the groups with the best and the worst of a figure, best first."""
    rows = [row for row in result.groups() if row[slug] is not None]
    rows.sort(key=lambda row: row[slug], reverse=result.meta.figures[slug].better is not Better.LOWER)
    low, high = _reach([row[slug] for row in rows])

    def drawn(part: Sequence[Row]) -> list[Component]:
        colours = ["var(--bad)" if row[slug] < 0 else "var(--good)" for row in part]
        return [_line(page, result, row, [slug], low, high, [c]) for row, c in zip(part, colours, strict=True)]

    if len(rows) <= 2 * ENDS:
        return html.Div(drawn(rows))
    best, worst = (html.H3(text, className="bars-head") for text in (gettext("Best"), gettext("Worst")))
    return html.Div([best, *drawn(rows[:ENDS]), worst, *drawn(rows[-ENDS:])])


def bullets(page: Page, result: ReportResult, actual: str, planned: str) -> Component:
    """Return a line a group: what was planned as a track, what was reached as a bar on it."""
    rows = result.groups()
    most = max((abs(row[slug] or 0) for row in rows for slug in (actual, planned)), default=0) or 1
    lines = []
    for row in rows[:LINES_MAX]:
        reached, plan = row[actual] or 0, row[planned] or 0
        over = " is-over" if plan and reached > plan else ""
        track = html.Div(
            [
                opened(page, result, planned, row, None, "bullet-plan"),
                opened(page, result, actual, row, None, f"bullet-actual{over}"),
            ],
            className="bullet-track",
            style={"--plan": _share(plan, most), "--actual": _share(reached, most)},
        )
        share = f"{100 * reached / plan:.0f}\u00a0%" if plan else "–"
        text = html.Span([shortened(row[actual], result.meta.figures[actual].unit), html.Small(share)])
        lines.append(_row(row_name(result, row), track, text))
    return html.Div([legend(result, (actual, planned), marks=("", "is-plan")), *lines, _rest(len(rows) - LINES_MAX)])


def legend(result: ReportResult, slugs: Sequence[str], marks: Sequence[str] = ()) -> Component:
    """Return what the colours stand for, each with its definition."""
    return html.Div(
        [
            html.Span(
                str(result.meta.figures[slug].label),
                title=str(result.meta.figures[slug].definition),
                className=f"legend-item {marks[number] if marks else ''}",
                style={"--colour": f"var(--chart-{number})"},
            )
            for number, slug in enumerate(slugs)
        ],
        className="legend",
    )


def steps(slug: str, values: Sequence[Any]) -> list[int]:
    """Return the place of each value of a graded dimension on the scale of eight colours from good to bad."""
    order = list(catalog.DIMENSIONS[slug].choices)
    last = max(len(order) - 1, 1)
    return [round(7 * order.index(value) / last) if value in order else 7 for value in values]


def _line(
    page: Page, result: ReportResult, row: Row, slugs: Sequence[str], low: float, high: float, colours: Sequence[str]
) -> Component:
    bars = [_bar(page, result, row, slug, low, high, colour) for slug, colour in zip(slugs, colours, strict=False)]
    texts = [html.Span(_value(result, slug, row), title=told(result, slug, row), className="d-block") for slug in slugs]
    return _row(row_name(result, row), html.Div(bars, className="bars-track"), texts)


def _bar(page: Page, result: ReportResult, row: Row, slug: str, low: float, high: float, colour: str) -> Component:
    value = float(row[slug] or 0)
    size, start = abs(value) / (high - low), (min(value, 0) - low) / (high - low)
    style = {"--from": f"{100 * start:.2f}%", "--size": f"{100 * size:.2f}%", "--colour": colour}
    return html.Div(
        opened(page, result, slug, row, None, "bars-bar" if value else "bars-bar is-zero", style=style),
        className="bars-slot",
    )


def _value(result: ReportResult, slug: str, row: Row) -> list[Any]:
    figure, value, total = result.meta.figures[slug], row[slug], result.totals[slug]
    text = shortened(value, figure.unit)
    if catalog.DIMENSIONS[result.query.by[0]].graded and value is not None and total:
        return [text, html.Small(f"{100 * float(value) / float(total):.1f}\u00a0%")]
    return [text]


def _row(name: str, drawn: Component, text: Any) -> Component:
    return html.Div(
        [html.Div(name, className="bars-name", title=name), drawn, html.Div(text, className="bars-value")],
        className="bars-row",
    )


def _rest(count: int) -> Component | None:
    if count <= 0:
        return None
    return html.P(gettext("%(count)s more in the table", count=count), className="figure-foot mt-2 mb-0")


def _reach(values: Sequence[Value]) -> tuple[float, float]:
    numbers = [float(value) for value in values if value is not None]
    low, high = min([0.0, *numbers]), max([0.0, *numbers])
    return (low, high) if high > low else (0.0, 1.0)


def _share(value: Any, most: Any) -> str:
    return f"{100 * float(value) / float(most):.2f}%"
