"""Everything under a dashboard's address is behind one guard, and callbacks check rights and scope again."""

import json
import re
from collections.abc import Iterator

import dash
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from dashboards.guard import COOKIE
from dashboards.pages import PAGES
from tests.reports.office import PASSWORD, Office, open_office

ROI = PAGES[0]
PARTS = ("", "_dash-layout", "_dash-dependencies", "_reload-hash", "_favicon.ico", "any/path", "records", "export/csv")


@pytest.fixture(scope="module")
def office(app: Flask) -> Iterator[Office]:
    app.config["RATELIMIT_ENABLED"] = False
    with app.app_context():
        office = open_office(app)
        db.session.remove()
    return office


def signed_in(app: Flask, who: str) -> FlaskClient:
    client = app.test_client()
    form = client.get("/login/").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
    answer = client.post("/login/", data={"username": who, "password": PASSWORD, "csrf_token": token[1]})
    assert answer.status_code == 302
    return client


def callback(client: FlaskClient, prefix: str, **headers: str):
    body = {
        "output": "..url.search...body.children..",
        "outputs": [{"id": "url", "property": "search"}, {"id": "body", "property": "children"}],
        "inputs": [],
        "changedPropIds": [],
    }
    return client.post(f"{prefix}_dash-update-component", json=body, headers=headers)


def token_of(client: FlaskClient, prefix: str) -> str:
    client.get(prefix)
    return client.get_cookie(COOKIE, path="/dash/").value


class TestAnonymous:
    @pytest.mark.parametrize("part", PARTS)
    def test_nothing_is_answered(self, app, office, part):
        answer = app.test_client().get(ROI.prefix + part)
        assert answer.status_code in (302, 401)

    def test_a_callback_is_refused(self, app, office):
        assert callback(app.test_client(), ROI.prefix).status_code in (400, 401)

    def test_stock_dash_answers_anybody(self):
        server = Flask("stock")
        stock = dash.Dash("stock", server=server, url_base_pathname="/dash/stock/")
        stock.layout = dash.html.Div("secret")
        for part in ("", "_dash-layout", "_dash-dependencies"):
            assert server.test_client().get(f"/dash/stock/{part}").status_code == 200


class TestForeignRole:
    @pytest.mark.parametrize("part", PARTS)
    def test_nothing_is_answered(self, app, office, part):
        assert signed_in(app, "admin").get(ROI.prefix + part).status_code == 403

    def test_a_callback_is_refused(self, app, office):
        client = signed_in(app, "admin")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/").get_data(as_text=True))
        headers = {"X-CSRFToken": token[1]} if token else {}
        assert callback(client, ROI.prefix, **headers).status_code in (400, 403)

    def test_an_unknown_page_is_not_found(self, app, office):
        assert signed_in(app, "boss").get("/dash/unheard-of/").status_code == 404


class TestRightHolder:
    def test_page_and_layout_open(self, app, office):
        client = signed_in(app, "boss")
        bare = client.get(ROI.prefix)
        full = f"{ROI.prefix}?from=2025-04-01&to=2026-03-31&compare=previous"
        assert (bare.status_code, bare.headers["Location"]) == (302, full)
        page = client.get(bare.headers["Location"])
        assert page.status_code == 200
        assert "plotly-cartesian" in page.text
        assert "plotly.min.js" not in page.text
        assert json.dumps("body") in client.get(f"{ROI.prefix}_dash-layout").text

    def test_every_script_carries_the_nonce(self, app, office):
        page = signed_in(app, "boss").get(ROI.prefix, follow_redirects=True)
        nonce = re.search(r"'nonce-([^']+)'", page.headers["Content-Security-Policy"])[1]
        scripts = re.findall(r"<script[^>]*>", page.text)
        assert len(scripts) > 5
        assert all(f'nonce="{nonce}"' in tag for tag in scripts)
        assert "unsafe-eval" not in page.headers["Content-Security-Policy"]


class TestCsrf:
    def test_a_callback_without_the_token_is_refused(self, app, office):
        assert callback(signed_in(app, "boss"), ROI.prefix).status_code == 400

    def test_a_token_of_another_session_is_refused(self, app, office):
        foreign = token_of(signed_in(app, "north_manager"), ROI.prefix)
        assert callback(signed_in(app, "boss"), ROI.prefix, **{"X-CSRFToken": foreign}).status_code == 400

    def test_only_json_is_read(self, app, office):
        client = signed_in(app, "boss")
        headers = {"X-CSRFToken": token_of(client, ROI.prefix)}
        answer = client.post(f"{ROI.prefix}_dash-update-component", data={"output": "x"}, headers=headers)
        assert answer.status_code == 415


class TestForgedCallback:
    """What a client sends is no proof of anything: a body that Dash's own script would not send is refused."""

    @pytest.fixture
    def ask(self, app, office):
        client = signed_in(app, "boss")
        headers = {"X-CSRFToken": token_of(client, ROI.prefix)}
        return lambda body: client.post(f"{ROI.prefix}_dash-update-component", json=body, headers=headers)

    @pytest.fixture
    def body(self, app, office):
        told = signed_in(app, "boss").get(f"{ROI.prefix}_dash-dependencies").json[0]
        names = [name.rsplit(".", 1) for name in told["output"].strip(".").split("...")]
        return {
            "output": told["output"],
            "outputs": [{"id": component, "property": prop} for component, prop in names],
            "inputs": [{**one, "value": None} for one in told["inputs"]],
            "changedPropIds": [],
        }

    def test_the_page_itself_is_answered(self, ask, body):
        assert ask(body).status_code == 200

    @pytest.mark.parametrize("junk", [{}, [], "x", 1])
    def test_no_object(self, ask, junk):
        assert ask(junk).status_code == 400

    def test_an_object_too_deep_to_be_read(self, app, office):
        client = signed_in(app, "boss")
        answer = client.post(
            f"{ROI.prefix}_dash-update-component",
            data="[" * 100_000,
            content_type="application/json",
            headers={"X-CSRFToken": token_of(client, ROI.prefix)},
        )
        assert answer.status_code == 400

    @pytest.mark.parametrize(
        ("part", "value"),
        [
            ("output", "x.y"),
            ("output", ["url.search"]),
            ("outputs", "abc"),
            ("outputs", []),
            ("inputs", []),
            ("inputs", "abc"),
            ("inputs", [1]),
            ("state", "abc"),
            ("state", [{"id": "url", "property": "search"}]),
            ("changedPropIds", "abc"),
            ("changedPropIds", [1]),
        ],
    )
    def test_a_part_that_is_none(self, ask, body, part, value):
        assert ask({**body, part: value}).status_code == 400

    def test_an_address_of_a_script_that_does_not_exist(self, app, office):
        assert signed_in(app, "boss").get(f"{ROI.prefix}_dash-component-suites/x/y").status_code == 404
