"""Callbacks: one owns the address and the controls together, so that neither can overwrite the other."""

from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from dash import ALL, ClientsideFunction, Dash, Input, Output, ctx, dcc, html, no_update
from dash.development.base_component import Component
from flask import request

from app.reports.filters import Comparison, Filters, read_filters
from app.reports.options import business_day, options
from app.shared.errors import DomainError
from dashboards.body import failed, page_body, refused
from dashboards.components.filter_bar import filter_bar, preset_period
from dashboards.page import Page
from dashboards.rights import reader_of


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
            filter_bar(page.filters, options(principal, page.filters)),
            dcc.Loading(
                html.Div(id="body", className="dashboard-body", **announced),
                delay_show=200,
                overlay_style={"visibility": "visible", "opacity": 0.5},
                type="dot",
            ),
        ]
    )


def connect(dash: Dash, page: Page) -> None:
    """Give a page its two callbacks: the one that draws it, and the click on a chart, which stays in the browser."""
    controls = ("from", "to", "compare", *page.filters)

    @dash.callback(
        Output("url", "search"),
        Output("preset", "value"),
        *(Output(name, "value") for name in controls),
        Output("body", "children"),
        Input("url", "search"),
        Input("preset", "value"),
        *(Input(name, "value") for name in controls),
    )
    def draw(search: str | None, preset: str | None, *values: Any) -> tuple[Any, ...]:
        principal = reader_of(page)
        try:
            today = business_day()
            filters = _asked(page, search, preset, dict(zip(controls, values, strict=True)), today)
            address = "?" + urlencode(filters.query())
            shown = _as_controls(page, filters)
            body = page_body(page, filters, principal)
        except DomainError as refusal:
            return (no_update, None, *(no_update for _ in controls), refused(str(refusal.message)))
        except Exception:
            return (no_update, None, *(no_update for _ in controls), failed())
        return (no_update if address == search else address, None, *shown, body)

    dash.clientside_callback(
        ClientsideFunction("lendboard", "open"),
        Output("opened", "data"),
        Input({"type": "chart", "index": ALL}, "clickData"),
        prevent_initial_call=True,
    )


def _asked(page: Page, search: str | None, preset: str | None, controls: dict[str, Any], today: date) -> Filters:
    """Return what to show: the address decides when the page is opened, afterwards the control that was touched."""
    if ctx.triggered_id in (None, "url"):
        return read_filters(dict(parse_qsl((search or "").lstrip("?"))), today, page.filters)
    said = {name: ",".join(map(str, v)) if isinstance(v, list) else str(v or "") for name, v in controls.items()}
    if ctx.triggered_id == "preset" and preset:
        period = preset_period(preset, today)
        said |= {"from": period.first.isoformat(), "to": period.last.isoformat()}
    return read_filters(said, today, page.filters)


def _as_controls(page: Page, filters: Filters) -> list[Any]:
    period = filters.period
    compare = str(filters.compare or Comparison.NONE)
    chosen = [list(filters.values(slug)) for slug in page.filters]
    return [period.first.isoformat(), period.last.isoformat(), compare, *chosen]
