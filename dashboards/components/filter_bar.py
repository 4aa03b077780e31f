"""Filter bar: period, comparison and the dimensions of a page; what it says always stands in the address too."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext

from app.reports import presets
from app.reports.catalog import DIMENSIONS
from app.reports.filters import COMPARISON_LABELS
from app.reports.present import language
from app.shared.formatting import typed_day
from app.shared.text import Message
from dashboards.components.attributes import aria
from dashboards.page import Page

Options = Mapping[str, Sequence[tuple[str, Message | str]]]


def filter_bar(page: Page, options: Options) -> Component:
    """Return the controls, empty; the page's callback fills them from the address."""
    periods = [*((name, label) for name, (label, _) in page.periods.items()), (presets.OTHER, gettext("Other days"))]
    chosen = [
        _labelled(str(DIMENSIONS[slug].label), slug, _dropdown(slug, options[slug], multi=True))
        for slug in page.filters
    ]
    controls = [
        _labelled(gettext("Period"), "preset", _dropdown("preset", periods, multi=False)),
        _labelled(gettext("From"), "from", _date("from"), style="d-none" if page.balances else ""),
        _labelled(gettext("As of") if page.balances else gettext("To"), "to", _date("to")),
        _labelled(
            gettext("Compare with"), "compare", _dropdown("compare", list(COMPARISON_LABELS.items()), multi=False)
        ),
        *chosen,
        html.A(gettext("Reset"), href=page.prefix, className="btn filter-reset", title=gettext("Clear all filters")),
    ]
    return html.Details(
        [
            html.Summary([gettext("Filters"), html.Span(id="chosen", className="text-secondary")]),
            html.Div(controls, className="filter-bar"),
        ],
        open=True,
        className="filters card card-body mb-3 d-print-none",
        role="search",
        **aria(label=gettext("Filters")),
    )


def _labelled(text: str, name: str, control: Component, style: str = "") -> Component:
    label = html.Label(text, htmlFor=name, className="form-label")
    return html.Div([label, control], className=f"filter-control {style}")


def _date(name: str) -> Component:
    """Return a date that is typed and shown as the reader writes it, with a button for the browser's calendar."""
    return html.Div(
        [
            dcc.Input(
                id=name,
                type="text",
                debounce=True,
                className="form-control",
                placeholder=typed_day(date(2026, 1, 31), locale=language()),
                autoComplete="off",
            ),
            html.Button("", type="button", className="date-button", **aria(label=gettext("Calendar"))),
        ],
        className="date-control",
    )


def _dropdown(name: str, options: Sequence[tuple[str, Any]], *, multi: bool) -> Component:
    return dcc.Dropdown(
        id=name,
        options=[{"value": str(value), "label": str(label)} for value, label in options],
        multi=multi,
        clearable=multi,
        searchable=len(options) > 8,
        placeholder=gettext("All") if multi else gettext("Choose"),
        labels=_words(),
    )


def _words() -> Any:
    """Return Dash's own words on a dropdown in the reader's language."""
    if language() == "en":
        return {}
    return {
        "select_all": gettext("Select all"),
        "deselect_all": gettext("Deselect all"),
        "selected_count": gettext("{num_selected} selected"),
        "search": gettext("Search"),
        "clear_search": gettext("Clear search"),
        "clear_selection": gettext("Clear selection"),
        "no_options_found": gettext("No options found"),
    }
