"""Information on figures: what each one means, from how many records it was made, and when it was read."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from app.reports.present import day_written, period_written, read_at, records_written
from app.reports.reach import datasets_of
from app.reports.result import ReportResult
from dashboards.components.attributes import aria


def about(result: ReportResult, slugs: Sequence[str]) -> Component:
    """Return a button that opens the definitions of these figures."""
    figures = result.meta.figures
    lines = [
        html.Div([html.Dt(str(figures[slug].label)), html.Dd(str(figures[slug].definition)), _count(result, slug)])
        for slug in slugs
    ]
    is_balance = not any(dataset.day for dataset in datasets_of(tuple(slugs)))
    days = day_written(result.meta.day) if is_balance else period_written(result.query.filters.period)
    times = [days, gettext("as of %(time)s", time=read_at(result.meta.as_of))]
    return html.Details(
        [
            html.Summary("i", **aria(label=gettext("Definition"))),
            html.Div([html.Dl(lines), html.P(" · ".join(times))], role="note"),
        ],
        className="figure-about",
    )


def footing(result: ReportResult, slug: str) -> Component:
    """Return the number of records and the time; each stays on one line."""
    reason = result.meta.missing.get(slug)
    if reason is not None:
        return html.Div(str(reason), className="figure-foot")
    parts = [
        records_written(result.records(slug)),
        gettext("as of %(time)s", time=read_at(result.meta.as_of)),
    ]
    return html.Div([html.Span(part) for part in parts], className="figure-foot")


def _count(result: ReportResult, slug: str) -> Component:
    return html.Dd(records_written(result.records(slug)), className="text-secondary")
