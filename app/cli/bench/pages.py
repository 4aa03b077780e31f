"""Pages: each screen and dashboard timed beside a bare FAB list of its table and beside its own SQL."""

import json
from collections.abc import Callable
from typing import Any, TypedDict

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.cli.bench.bare import Stock, signed_in
from app.cli.bench.clock import median_ms, recorded, replay
from app.extensions import db
from app.lowcode.catalog import by_slug
from app.reports.cache import forget_all
from app.security.roles import Role
from app.shared.record import Governed
from dashboards.guard import COOKIE
from dashboards.page import Page
from dashboards.pages import PAGES
from seed.demo.logins import PASSWORD, USERS

LISTS = ("customer", "lead", "application", "contract", "instalment", "receipt", "audit_entry")
_CONTRACT = "contract"


class Row(TypedDict):
    """One page: its rows of data, milliseconds, statements, and what it costs beside its two yardsticks."""

    page: str
    rows: int
    ms: float
    statements: int
    bare_fab_ms: float
    sql_ms: float
    to_bare_fab: float
    to_sql: float


def measure(app: Flask, stock: Stock, repeat: int) -> list[Row]:
    """Ask every page as the auditor, who sees all rows."""
    for slug in LISTS:
        stock.list_path(by_slug(slug).model)
    client = signed_in(app, USERS[Role.AUDITOR], PASSWORD)
    bare = {slug: _bare_ms(stock, by_slug(slug).model, repeat) for slug in LISTS}
    measured = [_row(app, f"{slug} list", slug, _get(client, f"/{slug}/list/"), bare, repeat) for slug in LISTS]
    if key := _newest(app, by_slug(_CONTRACT).model):
        run = _get(client, f"/{_CONTRACT}/show/{key}")
        measured.append(_row(app, "contract record", _CONTRACT, run, bare, repeat))
    measured.append(_row(app, "home", _CONTRACT, _get(client, "/"), bare, repeat))
    for page in PAGES:
        run = _draw(client, page)
        measured.append(_row(app, f"dashboard {page.slug}", _CONTRACT, run, bare, repeat))
    return measured


def _row(app: Flask, name: str, slug: str, run: Callable[[], object], bare: dict[str, float], repeat: int) -> Row:
    with app.app_context():
        engine = db.engine
        run()
        with recorded(engine) as statements:
            run()
        own = [s for s in statements if s.sql.lstrip().upper().startswith(("SELECT", "WITH"))]
        sql = median_ms(replay(engine, own), repeat)
        rows = db.session.connection().scalar(select(func.count()).select_from(by_slug(slug).model.__table__))
        db.session.remove()
    taken = median_ms(run, repeat)
    return Row(
        page=name,
        rows=int(rows or 0),
        ms=round(taken, 1),
        statements=len(statements),
        bare_fab_ms=round(bare[slug], 1),
        sql_ms=round(sql, 1),
        to_bare_fab=round(taken / bare[slug], 2),
        to_sql=round(taken / sql, 1) if sql else 0.0,
    )


def _bare_ms(stock: Stock, model: type[Governed], repeat: int) -> float:
    return median_ms(_get(stock.client(), stock.list_path(model)), repeat)


def _get(client: FlaskClient, path: str) -> Callable[[], object]:
    def run() -> None:
        forget_all()
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")

    return run


def _draw(client: FlaskClient, page: Page) -> Callable[[], object]:
    """Return the request that a browser sends to have a dashboard drawn over all of the demo's months."""
    client.get(page.prefix)
    cookie = client.get_cookie(COOKIE, path="/dash/")
    headers = {"X-CSRFToken": cookie.value if cookie else ""}
    body = json.dumps(_callback(client.get(f"{page.prefix}_dash-dependencies").get_json()))

    def run() -> None:
        forget_all()  # the figures are computed each time, not remembered
        answer = client.post(
            f"{page.prefix}_dash-update-component", data=body, headers=headers, content_type="application/json"
        )
        if answer.status_code != 200:
            raise RuntimeError(f"{page.prefix} answered {answer.status_code}")

    return run


def _callback(known: list[dict[str, Any]]) -> dict[str, Any]:
    drawing = next(callback for callback in known if "body.children" in callback["output"])
    outputs = [
        dict(zip(("id", "property"), part.rsplit(".", 1), strict=True))
        for part in drawing["output"].strip(".").split("...")
    ]
    search = {"id": "url", "property": "search", "value": "?from=2024-11-01&to=2026-11-20"}
    inputs = [search if one["id"] == "url" else one for one in drawing["inputs"]]
    return {
        "output": drawing["output"],
        "outputs": outputs,
        "inputs": inputs,
        "changedPropIds": ["url.search"],
    }


def _newest(app: Flask, model: type[Governed]) -> int | None:
    with app.app_context():
        key: int | None = db.session.connection().scalar(select(func.max(model.__table__.c.id)))
        db.session.remove()
    return key
