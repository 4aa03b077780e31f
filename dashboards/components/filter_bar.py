"""Filter bar: period, comparison and the dimensions of a page; what it says always stands in the address too."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext

from app.reports.catalog import DIMENSIONS
from app.reports.filters import COMPARISON_LABELS, Period
from app.reports.present import language
from app.shared.months import add_months
from app.shared.text import Message, msg

Options = Mapping[str, Sequence[tuple[str, Message | str]]]

PRESETS: dict[str, Message] = {
    "month": msg("This month"),
    "last_month": msg("Last month"),
    "quarter": msg("This quarter"),
    "year": msg("This year"),
    "twelve_months": msg("Last 12 months"),
}


def preset_period(name: str, today: date) -> Period:
    """Return the days that a preset stands for, up to today where they are not over yet."""
    month = today.replace(day=1)
    if name == "last_month":
        return Period(add_months(month, -1), month - timedelta(days=1))
    if name == "quarter":
        return Period(add_months(month, -((today.month - 1) % 3)), today)
    if name == "year":
        return Period(date(today.year, 1, 1), today)
    if name == "twelve_months":
        return Period(add_months(month, -11), today)
    return Period(month, today)


def filter_bar(slugs: tuple[str, ...], options: Options) -> Component:
    """Return the controls, empty; the page's callback fills them from the address."""
    chosen = [
        _labelled(str(DIMENSIONS[slug].label), slug, _dropdown(slug, options[slug], multi=True)) for slug in slugs
    ]
    return html.Div(
        [
            _labelled(gettext("Period"), "preset", _dropdown("preset", list(PRESETS.items()), multi=False)),
            _labelled(gettext("From"), "from", _date("from")),
            _labelled(gettext("To"), "to", _date("to")),
            _labelled(
                gettext("Compare with"), "compare", _dropdown("compare", list(COMPARISON_LABELS.items()), multi=False)
            ),
            *chosen,
        ],
        className="filter-bar card card-body mb-3",
        role="search",
        **{"aria-label": gettext("Filters")},
    )


def _labelled(text: str, name: str, control: Component) -> Component:
    return html.Div([html.Label(text, htmlFor=name, className="form-label"), control], className="filter-control")


def _date(name: str) -> Component:
    # Dash knows no date type; the page's script turns this into the browser's own, which speaks every language.
    return dcc.Input(id=name, type="text", debounce=True, className="form-control js-date", placeholder="2026-01-31")


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
