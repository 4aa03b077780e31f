"""Body: the sections of a page drawn for one set of filters, and what stands there when they cannot be."""

import logging
import secrets

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext

from app.reports.filters import Filters
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
    sections = page.for_reader(principal)
    queries = {place: section.queries(filters) for place, section in sections.items()}
    answers = iter(run(principal, *(query for own in queries.values() for query in own)))
    results = {place: [next(answers) for _ in own] for place, own in queries.items()}
    everything = [result for own in results.values() for result in own]
    if not everything:
        no_right = gettext("You have no right to read the records behind the figures of this page.")
        return [flat(_empty(gettext("There is nothing here for you"), no_right))]
    exports = may(page, EXPORT)
    parts: list[Component] = [_toolbar(page, filters)] if exports else []
    if all(result.is_empty for result in everything):
        reasons = sorted({str(why) for result in everything for why in result.meta.missing.values()})
        advice = gettext("Choose a longer period or fewer filters.")
        parts.append(_empty(gettext("Nothing was found"), " ".join(reasons) or advice))
    for place, section in sections.items():
        own = results[place]
        if section.kind is Kind.CARDS:
            parts.append(figure_cards(page, own[0]))
        elif section.kind is Kind.SCORECARD:
            views = scorecard_views(page, filters, scorecard(principal, filters))
            parts.append(
                chooser(section, place, views) if views else frame(section, place, [no_targets(page, filters)], [])
            )
        elif not (section.optional and all(result.is_empty for result in own)):
            parts.append(panel(page, section, own, place, exports=exports))
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


def refused(page: Page, text: str) -> list[Component]:
    """Return what is shown in place of the sections when the filters make no sense, with the way back."""
    back = html.A(gettext("Show the page without filters"), href=page.prefix, className="alert-link")
    return [html.Div([html.Div(text), back], className="alert alert-warning", role="alert")]


def failed(address: str) -> list[Component]:
    """Return what is shown after a fault of ours, with an id that support finds in the log, and a way to try again."""
    number = secrets.token_hex(4)
    log.exception("dashboard failed, id %s", number)
    text = gettext(
        "The figures could not be computed. Try again; if it happens again, give support the id %(id)s.", id=number
    )
    again = html.A(gettext("Load again"), href=address, className="alert-link")
    return [html.Div([html.Div(text), again], className="alert alert-danger", role="alert")]


def _toolbar(page: Page, filters: Filters) -> Component:
    title = gettext("All figures of this page with their filters and definitions")
    links = [
        html.A(text, href=export_link(page, filters, kind), className="btn btn-sm", title=title)
        for kind, text in (("xlsx", gettext("Export to Excel")), ("csv", gettext("Export to CSV")))
    ]
    return html.Div(links, className="dashboard-tools d-print-none")


def _empty(title: str, text: str) -> Component:
    lines = [html.P(title, className="empty-title"), html.P(text, className="empty-subtitle text-secondary")]
    return html.Div(lines, className="empty card mb-3")
