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
from dashboards.components.attributes import aria
from dashboards.components.figure_card import figure_cards
from dashboards.components.flat import flat
from dashboards.components.links import export_link
from dashboards.components.panel import chooser, frame, panel
from dashboards.components.scorecard_table import no_targets, scorecard_views
from dashboards.page import Kind, Page
from dashboards.rights import EXPORT, may

log = logging.getLogger(__name__)


def page_body(page: Page, filters: Filters, principal: Principal) -> list[Component]:
    """Return the drawn sections, all read from one moment of the data."""
    queries = [section.queries(filters) for section in page.sections]
    answers = iter(run(principal, *(query for own in queries for query in own)))
    results = [[next(answers) for _ in own] for own in queries]
    exports = may(page, EXPORT)
    parts: list[Component] = [_toolbar(page, filters)] if exports else []
    if all(result.is_empty for own in results for result in own):
        parts.append(_empty([result for own in results for result in own]))
    for index, (section, own) in enumerate(zip(page.sections, results, strict=True)):
        if section.kind is Kind.CARDS:
            parts.append(figure_cards(page, own[0]))
        elif section.kind is Kind.SCORECARD:
            views = scorecard_views(page, filters, scorecard(principal, filters))
            parts.append(
                chooser(section, index, views) if views else frame(section, index, [no_targets(page, filters)], [])
            )
        elif not (section.optional and all(result.is_empty for result in own)):
            parts.append(panel(page, section, own, index, exports=exports))
    # A key of its own makes the browser build the sections anew, whatever was sorted or switched in them.
    return [html.Div([flat(part) for part in parts], className="dashboard-sections", key=secrets.token_hex(4))]


def waiting() -> list[Component]:
    """Return the outline of a page that is shown until its first figures come."""
    line = html.Div(className="placeholder col-7")
    card = html.Div([line, html.Div(className="placeholder placeholder-lg col-5 mt-3")], className="card figure-card")
    space = html.Div(html.Div(className="placeholder col-4 m-3"), className="card panel panel-narrow panel-waiting")
    return [
        flat(
            html.Div(
                [html.Div([card] * 8, className="figure-cards"), space, space],
                className="dashboard-sections placeholder-glow",
                **aria(label=gettext("Loading…"), busy="true"),
            )
        )
    ]


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


def _toolbar(page: Page, filters: Filters) -> Component:
    title = gettext("All figures of this page with their filters and definitions")
    links = [
        html.A(text, href=export_link(page, filters, kind), className="btn btn-sm", title=title)
        for kind, text in (("xlsx", gettext("Export to Excel")), ("csv", gettext("Export to CSV")))
    ]
    return html.Div(links, className="dashboard-tools d-print-none")


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
