"""Callbacks: one owns the address and the controls together, so that neither can overwrite the other."""

from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from dash import ALL, ClientsideFunction, Dash, Input, Output, ctx, dcc, html, no_update
from dash.development.base_component import Component
from flask import request
from flask_babel import gettext

from app.reports import presets
from app.reports.filters import Comparison, Filters
from app.reports.options import business_day, options, refuse_unknown
from app.reports.present import day_written, language, period_written
from app.shared.errors import BadRequest, DomainError
from app.shared.formatting import parse_day, typed_day
from app.shared.text import msg
from dashboards.body import failed, page_body, refused, waiting
from dashboards.components.filter_bar import filter_bar
from dashboards.page import Page
from dashboards.rights import reader_of

DAYS = ("from", "to")


def layout_of(page: Page) -> Component:
    """Return the frame of a page in the reader's language: address, filter bar and the place of its sections."""
    if not request.path.startswith(page.prefix):
        return html.Div()  # Dash tries every layout once, on the first request of all, whoever sends it
    principal = reader_of(page)
    announced: Any = {"aria-live": "polite"}
    return html.Div(
        [
            dcc.Location(id="url", refresh=False),
            dcc.Store(id="opened"),
            filter_bar(page, options(principal, page.filters)),
            dcc.Loading(
                html.Div(waiting(), id="body", className="dashboard-body", **announced),
                delay_show=200,
                overlay_style={"visibility": "visible", "opacity": 0.5},
                type="dot",
            ),
        ]
    )


def connect(dash: Dash, page: Page) -> None:
    """Give a page its two callbacks: the one that draws it, and the click on a chart, which stays in the browser."""
    controls = (*DAYS, "compare", *page.filters)

    @dash.callback(
        Output("url", "search"),
        Output("preset", "value"),
        *(Output(name, "value") for name in controls),
        Output("chosen", "children"),
        Output("body", "children"),
        Input("url", "search"),
        Input("preset", "value"),
        *(Input(name, "value") for name in controls),
    )
    def draw(search: str | None, preset: str | None, *values: Any) -> tuple[Any, ...]:
        principal = reader_of(page)
        is_opened = ctx.triggered_id in (None, "url")
        today = business_day()
        # What was typed stays to be mended; an address that cannot be read leaves the controls of a bare one.
        shown = _as_controls(page, page.asked({}, today), today) if is_opened else [no_update] * (len(controls) + 1)
        try:
            filters = _asked(page, search, preset, dict(zip(controls, values, strict=True)), today)
            refuse_unknown(principal, filters)
            shown = _as_controls(page, filters, today)
            body = page_body(page, filters, principal)
        except DomainError as refusal:
            return (no_update, *shown, "", refused(page, str(refusal.message)))
        except Exception:
            return (no_update, *shown, "", failed(f"{page.prefix}{search or ''}"))
        # An address that was opened stays as it is: writing it anew would make the back button lead nowhere.
        address = no_update if is_opened else "?" + urlencode(filters.query())
        return (address, *shown, _summary(page, filters), body)

    dash.clientside_callback(
        ClientsideFunction("lendboard", "open"),
        Output("opened", "data"),
        Input({"type": "chart", "index": ALL}, "clickData"),
        prevent_initial_call=True,
    )


def _asked(page: Page, search: str | None, preset: str | None, controls: dict[str, Any], today: date) -> Filters:
    """Return what to show: the address decides when the page is opened, afterwards the control that was touched."""
    if ctx.triggered_id in (None, "url"):
        return page.asked(dict(parse_qsl((search or "").lstrip("?"))), today)
    said = {name: ",".join(map(str, v)) if isinstance(v, list) else str(v or "") for name, v in controls.items()}
    said |= {name: _typed(said[name]) for name in DAYS}
    if ctx.triggered_id == "preset" and preset in page.periods:
        period = page.periods[preset][1](today)
        said |= {"from": period.first.isoformat(), "to": period.last.isoformat()}
    elif ctx.triggered_id == "to" and page.balances and said["to"]:
        said["from"] = presets.month_of(date.fromisoformat(said["to"])).first.isoformat()
    return page.asked(said, today)


def _typed(text: str) -> str:
    try:
        return parse_day(text, locale=language()).isoformat() if text.strip() else ""
    except ValueError:
        example = typed_day(date(2026, 1, 31), locale=language())
        raise BadRequest(
            msg("“{value}” is not a date; write it as {example}.", value=text[:40], example=example)
        ) from None


def _as_controls(page: Page, filters: Filters, today: date) -> list[Any]:
    """Return the values of the controls, the preset first."""
    period = filters.period
    days = [typed_day(day, locale=language()) for day in (period.first, period.last)]
    chosen = [list(filters.values(slug)) for slug in page.filters]
    return [presets.named(period, today, page.periods), *days, str(filters.compare or Comparison.NONE), *chosen]


def _summary(page: Page, filters: Filters) -> str:
    """Return what is chosen in a few words, and what the changes are counted from."""
    said = [_days(page, filters)]
    if filters.compare is not Comparison.NONE:
        said.append(gettext("compared with %(period)s", period=_days(page, filters.earlier())))
    if count := len(filters.chosen):
        said.append(gettext("%(count)s chosen", count=count))
    return " · ".join(said)


def _days(page: Page, filters: Filters) -> str:
    return day_written(filters.as_of) if page.balances else period_written(filters.period)
