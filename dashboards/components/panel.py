"""Panel: a card with a title, its views, and for each view the chart and the table of the same answer."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from app.reports import catalog
from app.reports.result import ReportResult
from dashboards.components.attributes import aria, data
from dashboards.components.figure_bars import bar_list, bullets, extremes
from dashboards.components.figure_chart import figure_chart
from dashboards.components.figure_funnel import funnel
from dashboards.components.figure_info import about, footing
from dashboards.components.figure_mix import mix_list
from dashboards.components.figure_table import figure_table
from dashboards.components.links import export_link
from dashboards.page import Kind, Page, Section, View

WIDE = frozenset({Kind.TABLE, Kind.SCORECARD})


def panel(page: Page, section: Section, results: Sequence[ReportResult], index: int, *, exports: bool) -> Component:
    """Return the card of a section; which view is shown, and as what, the page's script keeps in the address."""
    has_chart = section.kind is not Kind.TABLE
    views = [
        _view(page, section, result, index, number, has_chart=has_chart, exports=exports)
        for number, result in enumerate(results)
    ]
    tools: list[Component | None] = [
        _pick("view", [view_label(section, view) for view in section.views]) if len(section.views) > 1 else None,
        _pick("form", [gettext("Chart"), gettext("Table")]) if has_chart else None,
    ]
    meant = about(results[0], list(dict.fromkeys(slug for view in section.views[:1] for slug in view.figures)))
    return frame(section, index, views, tools, meant)


def chooser(section: Section, index: int, views: Sequence[tuple[str, Component]]) -> Component:
    """Return a card with views that are drawn already, of which the reader picks one by its title."""
    parts = [
        html.Div(inside, hidden=number > 0, className="panel-view", **data(view=str(number)))
        for number, (_, inside) in enumerate(views)
    ]
    return frame(section, index, parts, [_pick("view", [title for title, _ in views])] if len(views) > 1 else [])


def frame(
    section: Section,
    index: int,
    inside: Sequence[Component],
    tools: Sequence[Component | None],
    meant: Component | None = None,
) -> Component:
    """Return a card with a title and tools, as wide as its kind needs."""
    head = html.Div(
        [html.H2(str(section.title), className="card-title"), meant, html.Div(list(tools), className="panel-tools")],
        className="card-header panel-head",
    )
    width = "panel-wide" if section.kind in WIDE else "panel-narrow"
    return html.Section([head, *inside], className=f"card panel {width}", **data(panel=str(index)))


def view_label(section: Section, view: View) -> str:
    """Return how a view is told from the others: by what it is split by, else by its figure."""
    if len({each.by for each in section.views}) > 1:
        return str(catalog.DIMENSIONS[view.by[0]].label)
    return str(catalog.figure(view.figures[0]).label)


def _view(
    page: Page, section: Section, result: ReportResult, index: int, number: int, *, has_chart: bool, exports: bool
) -> Component:
    foot = [footing(result, result.query.measures[0])]
    if exports:
        link = export_link(page, result.query.filters, "csv", index, number)
        foot.append(html.A("CSV", href=link, className="figure-foot", title=gettext("Export this table")))
    if result.is_empty:
        inside: list[Component] = [html.P(_why_empty(result), className="text-secondary p-3 m-0")]
    else:
        table = html.Div(figure_table(page, result), hidden=has_chart, **data(form="1"))
        inside = [
            html.Div(_chart(page, section, result, f"{index}.{number}"), className="panel-chart", **data(form="0"))
        ]
        inside = [*inside, table] if has_chart else [table]
    return html.Div(
        [*inside, html.Div(foot, className="panel-foot")],
        hidden=number > 0,
        className="panel-view",
        **data(view=str(number)),
    )


def _chart(page: Page, section: Section, result: ReportResult, name: str) -> Component | None:
    slugs = result.query.measures[: section.drawn]
    if section.kind is Kind.FUNNEL:
        return funnel(page, result)
    if section.kind is Kind.BARS:
        return bar_list(page, result, slugs)
    if section.kind is Kind.MIX:
        return mix_list(page, result, slugs[0])
    if section.kind is Kind.BULLET:
        return bullets(page, result, *result.query.measures[:2])
    if section.kind is Kind.EXTREMES:
        return extremes(page, result, slugs[0])
    if section.kind in (Kind.LINE, Kind.COLUMNS, Kind.STACK):
        return figure_chart(page, result, section.kind, slugs, name)
    return None


def _why_empty(result: ReportResult) -> str:
    reasons = sorted({str(why) for why in result.meta.missing.values()})
    return " ".join(reasons) or gettext("Nothing to show for this choice.")


def _pick(what: str, labels: Sequence[str]) -> Component:
    buttons = [
        html.Button(
            label,
            type="button",
            className="pick-button",
            **data(pick=what, number=str(number)),
            **aria(pressed="true" if number == 0 else "false"),
        )
        for number, label in enumerate(labels)
    ]
    return html.Div(buttons, className="pick", role="group")
