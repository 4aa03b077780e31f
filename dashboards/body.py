"""Body: the sections of a page drawn for one set of filters, and what stands there when they cannot be."""

import logging
import secrets

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from app.reports.filters import Filters
from app.reports.result import ReportResult
from app.reports.runner import run
from app.reports.scorecard import scorecard
from app.security.principal import Principal
from dashboards.components.figure_card import figure_cards
from dashboards.components.figure_chart import figure_chart
from dashboards.components.figure_table import figure_table
from dashboards.components.links import export_link
from dashboards.components.scorecard_table import scorecard_table
from dashboards.page import Page, Section
from dashboards.rights import EXPORT, may

log = logging.getLogger(__name__)


def page_body(page: Page, filters: Filters, principal: Principal) -> list[Component]:
    """Return the drawn sections, all read from one moment of the data."""
    answers = run(principal, *(section.query(filters) for section in page.sections if section.asks))
    exports = may(page, EXPORT)
    parts: list[Component] = [_toolbar(page, filters)] if exports else []
    if all(result.is_empty for result in answers):
        parts.append(_empty(answers))
    results = iter(answers)
    for index, section in enumerate(page.sections):
        if section.asks:
            result = next(results)
            if not (section.optional and result.is_empty):
                parts.append(_section(page, filters, section, result, index, exports=exports))
        else:
            parts.append(_panel(section, scorecard_table(page, filters, scorecard(principal, filters)), None))
    return [html.Div(parts, className="dashboard-sections")]


def refused(text: str) -> list[Component]:
    """Return what is shown in place of the sections when the filters make no sense."""
    return [html.Div(text, className="alert alert-warning", role="alert")]


def failed() -> list[Component]:
    """Return what is shown after a fault of ours, with an id that support finds in the log."""
    number = secrets.token_hex(4)
    log.exception("dashboard failed, id %s", number)
    text = gettext(
        "The figures could not be computed. Try again; if it happens again, give support the id %(id)s.", id=number
    )
    return [html.Div(text, className="alert alert-danger", role="alert")]


def _section(
    page: Page, filters: Filters, section: Section, result: ReportResult, index: int, *, exports: bool
) -> Component:
    if section.kind == "cards":
        return figure_cards(page, filters, result)
    if section.kind == "table":
        inside: Component = figure_table(page, filters, result)
    elif result.is_empty:
        inside = html.P(gettext("Nothing to draw for this choice."), className="text-secondary p-3 m-0")
    else:
        inside = figure_chart(page, filters, result, section.kind, index)
    link = html.A("CSV", href=export_link(page, filters, "csv", index), className="btn btn-sm") if exports else None
    return _panel(section, inside, link)


def _panel(section: Section, inside: Component, link: Component | None) -> Component:
    head = html.Div(
        [html.H2(str(section.title), className="card-title"), html.Div(link, className="card-actions")],
        className="card-header",
    )
    narrow = "panel-narrow" if section.kind in ("bar", "stack", "line", "funnel") else "panel-wide"
    return html.Div([head, inside], className=f"card {narrow}")


def _toolbar(page: Page, filters: Filters) -> Component:
    return html.Div(
        html.A(
            gettext("Export to Excel"),
            href=export_link(page, filters, "xlsx"),
            className="btn",
            title=gettext("All figures of this page with their filters and definitions"),
        ),
        className="d-flex justify-content-end mb-3 d-print-none",
    )


def _empty(results: list[ReportResult]) -> Component:
    reasons = sorted({str(why) for result in results for why in result.meta.missing.values()})
    return html.Div(
        [
            html.P(gettext("Nothing was found"), className="empty-title"),
            html.P(
                " ".join(reasons) or gettext("Choose a longer period or fewer filters."),
                className="empty-subtitle text-secondary",
            ),
        ],
        className="empty card mb-3",
    )
