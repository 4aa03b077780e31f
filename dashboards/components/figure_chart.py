"""Charts over time: lines, columns and stacked columns by month; a click on a mark opens its records."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext

from app.reports.measure import Measure, Unit, Value
from app.reports.present import axis_ticks, compact, dimension_value, language, plain, unit_of
from app.reports.result import ReportResult
from app.shared.months import add_months
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
    unit = result.meta.figures[slugs[0]].unit
    series = _by_figure(result, slugs) if len(result.query.by) == 1 else _by_value(result, slugs[0])
    marks = [
        _mark(page, result, kind, label, slug, rows, COLOURS[number % len(COLOURS)])
        for number, (label, slug, rows) in enumerate(series)
    ]
    values = _values(series, kind)
    if kind is Kind.LINE and result.earlier is not None:
        before = _months_of(result.earlier, slugs[0])
        marks.append(_earlier_mark(result.earlier, slugs[0], [row[result.query.by[0]] for row in series[0][2]], before))
        values += [row[slugs[0]] for row in before]
    layout = _look(values, unit, [row[result.query.by[0]] for _, _, rows in series[:1] for row in rows])
    stacked = {"barmode": "relative" if kind is Kind.STACK else "group", "showlegend": False}
    chart = dcc.Graph(
        id={"type": "chart", "index": name},
        # Plain data: plotly's own classes check each value anew and add a template of 7 KB that the style sheet undoes.
        figure={"data": marks, "layout": layout | stacked},
        config={"displayModeBar": False, "responsive": True, "locale": PLOTLY_LOCALES.get(language(), language())},
        style={"height": f"{HEIGHT}px"},
    )
    return html.Div([_legend(marks) if len(marks) > 1 else None, chart])


def _legend(marks: Sequence[dict[str, Any]]) -> Component:
    """Return the names beside their colours as page text: plotly gives every name the width of the longest."""
    items = []
    for mark in marks:
        colour = (mark.get("line") or mark.get("marker") or {})["color"]
        dotted = " is-dotted" if "dash" in mark.get("line", {}) else ""
        items.append(html.Span(mark["name"], className=f"legend-item{dotted}", style={"--colour": colour}))
    return html.Div(items, className="legend")


Series = list[tuple[str, str, list[dict[str, Any]]]]


def _by_figure(result: ReportResult, slugs: Sequence[str]) -> Series:
    return [(str(result.meta.figures[slug].label), slug, _months_of(result, slug)) for slug in slugs]


def _by_value(result: ReportResult, slug: str) -> Series:
    split = result.query.by[1]
    values = list(dict.fromkeys(row[split] for row in result.groups()))
    order = list(result.meta.dimensions[split].choices)
    values.sort(key=lambda value: order.index(value) if value in order else len(order))
    return [(dimension_value(result, split, value), slug, _months_of(result, slug, {split: value})) for value in values]


def _months_of(result: ReportResult, slug: str, of: Row | None = None) -> list[dict[str, Any]]:
    """Return a row for each month of the period, those without records too: time must not shrink where it is quiet."""
    month, period, same = result.query.by[0], result.query.filters.period, of or {}
    found = {row[month]: row for row in result.groups() if all(row[name] == value for name, value in same.items())}
    is_known = isinstance(result.meta.figures[slug], Measure) and slug not in result.meta.missing
    # Where cells are withheld, a month without a row may be one of these.
    nothing = 0 if is_known and not result.meta.hidden_cells else None
    first, count = period.first.replace(day=1), 0
    rows = []
    while (day := add_months(first, count)) <= period.last:
        rows.append(found.get(day) or {month: day, **same, slug: nothing})
        count += 1
    return rows


def _mark(
    page: Page, result: ReportResult, kind: Kind, label: str, slug: str, rows: list[Any], colour: str
) -> dict[str, Any]:
    unit, month = result.meta.figures[slug].unit, result.query.by[0]
    common = {
        "name": label,
        "x": [row[month].isoformat() for row in rows],
        "y": [_height(row[slug], unit) for row in rows],
        "customdata": [records_link(page, result, slug, row) for row in rows],
        "text": [_said(result, slug, row) for row in rows],
        "hovertemplate": "%{text}<extra></extra>",
        "xperiod": "M1",
        "xperiodalignment": "middle",
    }
    if kind is Kind.LINE:
        line = {"color": colour, "width": 2}
        return {"type": "scatter", "mode": "lines+markers", "line": line, "marker": {"size": 7}, **common}
    return {"type": "bar", "marker": {"color": colour}, "textposition": "none", **common}


def _earlier_mark(earlier: ReportResult, slug: str, months: list[Any], rows: list[Any]) -> dict[str, Any]:
    """Return the first figure of the period compared with, dotted, each month under the one it is compared with."""
    pairs = list(zip(reversed(months), reversed(rows), strict=False))
    unit = earlier.meta.figures[slug].unit
    return {
        "type": "scatter",
        "name": gettext("%(figure)s, before", figure=str(earlier.meta.figures[slug].label)),
        "x": [month.isoformat() for month, _ in pairs],
        "y": [_height(row[slug], unit) for _, row in pairs],
        "text": [_said(earlier, slug, row) for _, row in pairs],
        "mode": "lines",
        "line": {"color": COLOURS[0], "width": 1.5, "dash": "dot"},
        "hovertemplate": "%{text}<extra></extra>",
        "xperiod": "M1",
        "xperiodalignment": "middle",
    }


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


def _look(values: Sequence[Value], unit: Unit, months: Sequence[date]) -> dict[str, Any]:
    ticks = axis_ticks(values, unit)
    reach = [months[0].isoformat(), add_months(months[-1], 1).isoformat()] if months else None
    # Colours of text and grid come from the style sheet, so that switching to dark needs no new chart.
    return {
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "Inter, system-ui, sans-serif", "size": 12},
        "xaxis": {"type": "date", "tickformat": "%b\n%Y", "dtick": "M1" if len(months) <= _FEW else None,
                  "range": reach,
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
