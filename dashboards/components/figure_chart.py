"""Figure charts: bars, stacked bars, lines and funnels; a click on a mark opens its records."""

from typing import Any

import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext

from app.reports.filters import Filters
from app.reports.measure import Unit, Value
from app.reports.present import axis_scale, dimension_value, language, plain, written
from app.reports.result import ReportResult
from dashboards.components.figure_table import figure_table
from dashboards.components.links import records_link
from dashboards.page import Page

# Told apart by people with any colour vision, readable on light and dark alike.
COLOURS = ("#0f8b80", "#e08a1e", "#5b7fd1", "#c2567a", "#7a9a3b", "#8d6cc4", "#4aa3c7", "#b5654a", "#9a8f2e", "#6b7683")
PLOTLY_LOCALES = {"zh": "zh-CN"}
MARKS_MAX = 40
HEIGHT = 320


def figure_chart(page: Page, filters: Filters, result: ReportResult, kind: str, index: int) -> Component:
    """Return the chart with the same figures as a table below it, for those who cannot or would not point."""
    figure = _funnel(page, filters, result) if kind == "funnel" else _plot(page, filters, result, kind)
    figure.update_layout(**_look())
    graph = dcc.Graph(
        id={"type": "chart", "index": index},
        figure=figure,
        config={"displayModeBar": False, "responsive": True, "locale": PLOTLY_LOCALES.get(language(), language())},
        style={"height": f"{HEIGHT}px"},
    )
    table = html.Details(
        [html.Summary(gettext("Show as a table"), className="figure-foot"), figure_table(page, filters, result)],
        className="px-3 pb-2",
    )
    return html.Div([graph, table])


def _plot(page: Page, filters: Filters, result: ReportResult, kind: str) -> go.Figure:
    figure = go.Figure()
    series = _series(result)
    first = next(iter(result.meta.figures.values()))
    scale, suffix = axis_scale([v for _, slug, points in series for _, v, _ in points], first.unit)
    for number, (name, slug, points) in enumerate(series):
        unit = result.meta.figures[slug].unit
        common = {
            "name": name,
            "x": [label for label, _, _ in points],
            "y": [_height(value, unit, scale) for _, value, _ in points],
            "customdata": [records_link(page, filters, slug, cell) for _, _, cell in points],
            "text": [written(value, unit) for _, value, _ in points],
            "hovertemplate": "%{x}<br>%{text}<extra>%{fullData.name}</extra>",
        }
        colour = COLOURS[number % len(COLOURS)]
        if kind == "line":
            figure.add_scatter(mode="lines+markers", line={"color": colour, "width": 2}, **common)
        else:
            figure.add_bar(marker={"color": colour}, textposition="none", **common)
    figure.update_layout(barmode="stack" if kind == "stack" else "group", yaxis={"title": {"text": suffix}})
    figure.update_layout(showlegend=len(series) > 1, xaxis={"type": "category"})
    return figure


def _funnel(page: Page, filters: Filters, result: ReportResult) -> go.Figure:
    """Return the totals as steps, widest first as declared, each with its share of the step before and of the first."""
    slugs = result.query.measures
    values = [result.totals[slug] or 0 for slug in slugs]
    labels = [str(result.meta.figures[slug].label) for slug in slugs]
    texts = []
    for number, slug in enumerate(slugs):
        text = written(result.totals[slug], result.meta.figures[slug].unit)
        if number and values[number - 1] and values[0]:
            share = [round(100 * float(values[number]) / float(base), 1) for base in (values[number - 1], values[0])]
            text += "  " + gettext("%(step)s%% of the step before, %(whole)s%% of all", step=share[0], whole=share[1])
        texts.append(text)
    figure = go.Figure()
    figure.add_bar(
        orientation="h",
        x=[int(value) for value in values],
        y=labels,
        text=texts,
        textposition="outside",
        cliponaxis=False,
        marker={"color": COLOURS[0]},
        customdata=[records_link(page, filters, slug, {}) for slug in slugs],
        hovertemplate="%{y}: %{text}<extra></extra>",
    )
    figure.update_layout(
        yaxis={"autorange": "reversed", "automargin": True},
        xaxis={"visible": False, "range": [0, 1.9 * float(max(values) or 1)]},
    )
    return figure


Point = tuple[str, Value, dict[str, Any]]


def _series(result: ReportResult) -> list[tuple[str, str, list[Point]]]:
    """Return (name, figure, points) of each line or colour: one a figure, or one a value of the second dimension."""
    by, measures = result.query.by, result.query.measures
    rows = result.groups()
    if len(by) == 1:
        return [
            (str(result.meta.figures[slug].label), slug, [_point(result, by, slug, row) for row in rows[:MARKS_MAX]])
            for slug in measures
        ]
    slug, split = measures[0], by[1]
    values = list(dict.fromkeys(row[split] for row in rows))
    return [
        (
            dimension_value(result, split, value),
            slug,
            [_point(result, by, slug, row) for row in rows if row[split] == value],
        )
        for value in values[: len(COLOURS)]
    ]


def _point(result: ReportResult, by: tuple[str, ...], slug: str, row: dict[str, Any]) -> Point:
    return dimension_value(result, by[0], row[by[0]]), row[slug], {name: row[name] for name in by}


def _height(value: Value, unit: Unit, scale: int) -> float | None:
    number = plain(value, unit)
    return None if number is None else float(number) / scale


def _look() -> dict[str, Any]:
    # Colours of text and grid come from the style sheet, so that switching to dark needs no new chart.
    return {
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "Inter, system-ui, sans-serif", "size": 12},
        "legend": {"orientation": "h", "y": -0.2},
        "xaxis_automargin": True,
        "yaxis_automargin": True,
        "hovermode": "closest",
        "clickmode": "event",
        "dragmode": False,
    }
