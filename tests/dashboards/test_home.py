"""The home page shows the key figures of the dashboards that its reader may open, and no others."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from dashboards.pages import PAGES
from tests.dashboards.test_guard import signed_in
from tests.reports.office import Office, open_office


@pytest.fixture(scope="module")
def office(app: Flask) -> Iterator[Office]:
    app.config["RATELIMIT_ENABLED"] = False
    with app.app_context():
        office = open_office(app)
        db.session.remove()
    return office


def addresses(client: FlaskClient) -> set[str]:
    cards = re.findall(r'class="card key-figure" href="([^"]+)"', client.get("/").text)
    return set(map(unescape, cards))


def linked_dashboards(client: FlaskClient) -> set[str]:
    return {address.partition("?")[0] for address in addresses(client)}


class TestKeyFigures:
    def test_lead_to_every_dashboard_the_manager_may_open(self, app, office):
        assert linked_dashboards(signed_in(app, "boss")) == {page.prefix for page in PAGES}

    def test_open_their_dashboard_with_the_filters_they_were_read_with(self, app, office):
        client = signed_in(app, "boss")
        address = next(a for a in addresses(client) if a.startswith("/dash/aging/"))
        assert address == "/dash/aging/?from=2026-03-01&to=2026-03-31"
        assert client.get(address).status_code == 200

    def test_are_absent_for_who_may_open_no_dashboard(self, app, office):
        assert linked_dashboards(signed_in(app, "admin")) == set()
