"""Charts over time: lines, columns and stacked columns by month; a click on a mark opens its records."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from dash import dcc
from dash.development.base_component import Component
from flask_babel import gettext

from app.reports.measure import Unit, Value
from app.reports.present import axis_ticks, compact, dimension_value, language, plain, unit_of
from app.reports.result import ReportResult
from dashboards.components.links import records_link
from dashboards.components.mark import Row, told
from dashboards.page import Kind, Page

# Told apart by people with any colour vision, readable on light and dark alike; the style sheet has the same.
COLOURS = ("#0f8b80", "#e08a1e", "#5b7fd1", "#c2567a", "#7a9a3b", "#8d6cc4", "#4aa3c7", "#b5654a")
PLOTLY_LOCALES = {"zh": "zh-CN"}
HEIGHT = 300
_FEW = 3


def figure_chart(page: Page, result: ReportResult, kind: Kind, slugs: Sequence[str], name: str) -> Component:
    """Return the chart; `name` tells it from the others of its page."""
    figure = go.Figure()
    unit = result.meta.figures[slugs[0]].unit
    series = _by_figure(result, slugs) if len(result.query.by) == 1 else _by_value(result, slugs[0])
    months = len({row[result.query.by[0]] for _, _, rows in series for row in rows})
    for number, (label, slug, rows) in enumerate(series):
        _add(figure, page, result, kind, label, slug, rows, COLOURS[number % len(COLOURS)])
    if kind is Kind.LINE and result.earlier is not None:
        _add_earlier(figure, result, slugs[0])
    figure.update_layout(
        **_look(_values(series, kind), unit, months), barmode="relative" if kind is Kind.STACK else "group"
    )
    figure.update_layout(showlegend=len(figure.data) > 1)
    return dcc.Graph(
        id={"type": "chart", "index": name},
        figure=figure,
        config={"displayModeBar": False, "responsive": True, "locale": PLOTLY_LOCALES.get(language(), language())},
        style={"height": f"{HEIGHT}px"},
    )


Series = list[tuple[str, str, list[dict[str, Any]]]]


def _by_figure(result: ReportResult, slugs: Sequence[str]) -> Series:
    return [(str(result.meta.figures[slug].label), slug, result.groups()) for slug in slugs]


def _by_value(result: ReportResult, slug: str) -> Series:
    split, rows = result.query.by[1], result.groups()
    values = list(dict.fromkeys(row[split] for row in rows))
    order = list(result.meta.dimensions[split].choices)
    values.sort(key=lambda value: order.index(value) if value in order else len(order))
    return [
        (dimension_value(result, split, value), slug, [row for row in rows if row[split] == value]) for value in values
    ]


def _add(
    figure: go.Figure, page: Page, result: ReportResult, kind: Kind, label: str, slug: str, rows: list[Any], colour: str
) -> None:
    unit, month = result.meta.figures[slug].unit, result.query.by[0]
    common = {
        "name": label,
        "x": [row[month] for row in rows],
        "y": [_height(row[slug], unit) for row in rows],
        "customdata": [records_link(page, result, slug, row) for row in rows],
        "text": [_said(result, slug, row) for row in rows],
        "hovertemplate": "%{text}<extra></extra>",
        "xperiod": "M1",
        "xperiodalignment": "middle",
    }
    if kind is Kind.LINE:
        figure.add_scatter(mode="lines+markers", line={"color": colour, "width": 2}, marker={"size": 7}, **common)
    else:
        figure.add_bar(marker={"color": colour}, textposition="none", **common)


def _add_earlier(figure: go.Figure, result: ReportResult, slug: str) -> None:
    """Draw the first figure of the period compared with, dotted, each month under the one it is compared with."""
    earlier, month = result.earlier, result.query.by[0]
    if earlier is None:
        return
    now, before = result.groups(), earlier.groups()
    pairs = list(zip(reversed(now), reversed(before), strict=False))
    unit = result.meta.figures[slug].unit
    figure.add_scatter(
        name=gettext("%(figure)s, before", figure=str(result.meta.figures[slug].label)),
        x=[row[month] for row, _ in pairs],
        y=[_height(row[slug], unit) for _, row in pairs],
        text=[_said(earlier, slug, row) for _, row in pairs],
        mode="lines",
        line={"color": COLOURS[0], "width": 1.5, "dash": "dot"},
        hovertemplate="%{text}<extra></extra>",
        xperiod="M1",
        xperiodalignment="middle",
    )


def _said(result: ReportResult, slug: str, row: Row) -> str:
    return told(result, slug, row).replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")


def _height(value: Value, unit: Unit) -> float | None:
    number = plain(value, unit)
    return None if number is None else float(number)


def _values(series: Series, kind: Kind) -> list[Value]:
    """Return what the axis must reach: the values, or what they are stacked to."""
    if kind is not Kind.STACK:
        return [row[slug] for _, slug, rows in series for row in rows]
    stacked: dict[tuple[Any, bool], Any] = {}
    for _, slug, rows in series:
        for row in rows:
            value = row[slug] or 0
            place = (next(iter(row.values())), value < 0)
            stacked[place] = stacked.get(place, 0) + value
    return list(stacked.values())


def _look(values: Sequence[Value], unit: Unit, months: int) -> dict[str, Any]:
    ticks = axis_ticks(values, unit)
    # Colours of text and grid come from the style sheet, so that switching to dark needs no new chart.
    return {
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "Inter, system-ui, sans-serif", "size": 12},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "xaxis": {"type": "date", "tickformat": "%b\n%Y", "dtick": "M1" if months <= _FEW else None,
                  "ticklabelmode": "period", "automargin": True,
                  "showgrid": False, "tickangle": 0, "ticklabeloverflow": "hide past domain"},
        "yaxis": {"automargin": True, "tickvals": [float(t) for t in ticks],
                  "ticktext": [compact(unit_of(t, unit), unit) for t in ticks],
                  "range": [float(ticks[0]), float(ticks[-1])] if len(ticks) > 1 else None},
        "bargap": 0.25,
        "hovermode": "closest",
        "clickmode": "event",
        "dragmode": False,
    }  # fmt: skip
