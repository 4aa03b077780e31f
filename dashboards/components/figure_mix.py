"""Mixes: for each group a bar of one length, divided by the shares of a second dimension."""

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from app.reports import catalog
from app.reports.present import dimension_value, shortened
from app.reports.result import ReportResult
from dashboards.components.figure_bars import LINES_MAX, steps
from dashboards.components.mark import opened
from dashboards.page import Page


def mix_list(page: Page, result: ReportResult, slug: str) -> Component:
    """Return a line a group, largest first; parts in the order of the second dimension."""
    first, second = result.query.by
    rows = [row for row in result.groups() if row[slug] is not None]
    sums: dict[object, float] = {}
    for row in rows:
        sums[row[first]] = sums.get(row[first], 0.0) + float(row[slug])
    order = sorted((group for group, total in sums.items() if total > 0), key=lambda group: -sums[group])
    known = list(catalog.DIMENSIONS[second].choices)
    values = sorted({row[second] for row in rows}, key=lambda v: known.index(v) if v in known else len(known))
    colour = {value: f"var(--step-{step})" for value, step in zip(values, steps(second, values), strict=True)}
    unit = result.meta.figures[slug].unit
    lines = []
    for group in order[:LINES_MAX]:
        parts = [row for value in values for row in rows if row[first] == group and row[second] == value and row[slug]]
        segments = []
        for row in parts:
            share = 100 * float(row[slug]) / sums[group]
            style = {"--size": f"{share:.2f}", "--colour": colour[row[second]]}
            note = f"\n{share:.1f}\u00a0%"
            segments.append(opened(page, result, slug, row, None, "mix-part", style=style, note=note))
        name = dimension_value(result, first, group)
        lines.append(
            html.Div(
                [
                    html.Div(name, className="bars-name", title=name),
                    html.Div(segments, className="mix-track"),
                    html.Div(shortened(round(sums[group]), unit), className="bars-value"),
                ],
                className="bars-row",
            )
        )
    chips = [
        html.Span(dimension_value(result, second, value), className="legend-item", style={"--colour": colour[value]})
        for value in values
    ]
    more = len(order) - LINES_MAX
    rest = html.P(gettext("%(count)s more in the table", count=more), className="figure-foot mt-2 mb-0")
    return html.Div([html.Div(chips, className="legend"), *lines, rest if more > 0 else None])
