"""Scripts and styles are fetched once: their addresses carry a version; what a page says of anybody is never kept."""

import gzip
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app.extensions import db
from dashboards.pages import PAGES
from tests.dashboards.test_guard import signed_in
from tests.reports.office import Office, open_office

FOR_EVER = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def office(app: Flask) -> Iterator[Office]:
    app.config["RATELIMIT_ENABLED"] = False
    with app.app_context():
        office = open_office(app)
        db.session.remove()
    return office


def files_of(page: str) -> set[str]:
    return set(re.findall(r'(?:src|href)="(/(?:libraries|static)/[^"]+)"', page))


class TestFiles:
    def test_every_file_of_a_page_is_kept_for_ever(self, app, office):
        client = signed_in(app, "boss")
        files = files_of(client.get(PAGES[0].prefix, follow_redirects=True).text)
        assert len(files) > 10
        for file in files:
            with client.get(file) as answer:
                assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOR_EVER), file

    def test_the_pages_share_the_scripts_of_dash(self, app, office):
        client = signed_in(app, "boss")
        first, second = (
            {file for file in files_of(client.get(page.prefix, follow_redirects=True).text) if "libraries" in file}
            for page in PAGES[:2]
        )
        assert first == second
        assert first

    def test_a_file_travels_compressed(self, app, office):
        client, address = app.test_client(), "/static/vendor/plotly-cartesian.min.js?v=1"
        with client.get(address) as answer:
            whole = answer.data
        for _ in range(2):
            with client.get(address, headers={"Accept-Encoding": "gzip"}) as answer:
                shrunk = answer.data
            assert answer.headers["Content-Encoding"] == "gzip"
            assert len(shrunk) < len(whole) / 2
            assert gzip.decompress(shrunk) == whole

    def test_a_file_without_a_version_is_asked_for_again(self, app, office):
        with app.test_client().get("/static/css/lendboard.css") as answer:
            assert "immutable" not in answer.headers["Cache-Control"]


class TestPages:
    @pytest.mark.parametrize("part", ["", "_dash-layout", "_dash-dependencies", "export/csv"])
    def test_nothing_of_anybody_is_kept_or_compressed(self, app, office, part):
        answer = signed_in(app, "boss").get(PAGES[0].prefix + part, headers={"Accept-Encoding": "br, gzip"})
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Content-Encoding" not in answer.headers

    def test_only_files_of_dash_are_handed_out(self, app, office):
        for path in ("os/path.py", "dash/dash.py", "dash/../../config.py", "unheard/of.js"):
            assert app.test_client().get(f"/libraries/1/_dash-component-suites/{path}").status_code == 404
