"""The home page shows the key figures of the dashboards that its reader may open, and no others."""

import re
from collections.abc import Iterator

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


def linked_dashboards(client: FlaskClient) -> set[str]:
    cards = re.findall(r'class="card key-figure" href="([^"]+)"', client.get("/").text)
    return set(cards)


class TestKeyFigures:
    def test_lead_to_every_dashboard_the_manager_may_open(self, app, office):
        assert linked_dashboards(signed_in(app, "boss")) == {page.prefix for page in PAGES}

    def test_are_absent_for_who_may_open_no_dashboard(self, app, office):
        assert linked_dashboards(signed_in(app, "admin")) == set()
