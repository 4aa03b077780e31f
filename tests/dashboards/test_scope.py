"""A manager of a branch meets the own branch alone: in pages, filter choices, files and records, on each dashboard."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db, reading
from app.lowcode.catalog import all_entities
from app.lowcode.selection import selected
from app.reports import catalog
from dashboards.pages import PAGES
from tests.dashboards.lender import filled_office
from tests.dashboards.test_guard import signed_in, token_of
from tests.reports.office import Office

YEAR = "from=2026-01-01&to=2026-03-31"
# Each page's figure that both branches have, by its records.
FIGURES = {"campaign-roi": "leads", "kpi": "disbursed_amount", "aging": "outstanding", "revenue": "cash_revenue"}
BEHIND = {"leads": 6, "disbursed_amount": 3, "outstanding": 3, "cash_revenue": 3}
SOUTH = ("The south", "south_seller")
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)


@pytest.fixture(scope="module")
def office(app: Flask) -> Office:
    return filled_office(app)


@pytest.fixture(scope="module")
def north(app: Flask, office: Office) -> FlaskClient:
    return signed_in(app, "north_manager")


def drawn(client: FlaskClient, page, query: str) -> str:
    told = client.get(f"{page.prefix}_dash-dependencies").json[0]
    names = [name.rsplit(".", 1) for name in told["output"].strip(".").split("...")]
    body = {
        "output": told["output"],
        "outputs": [{"id": component, "property": prop} for component, prop in names],
        "inputs": [{**one, "value": f"?{query}" if one["id"] == "url" else None} for one in told["inputs"]],
        "changedPropIds": [],
    }
    headers = {"X-CSRFToken": token_of(client, f"{page.prefix}?{query}")}
    answer = client.post(f"{page.prefix}_dash-update-component", json=body, headers=headers)
    assert answer.status_code == 200
    return answer.text


def behind(app: Flask, office: Office, client: FlaskClient, page, query: str) -> int | None:
    """Return how many records open behind the page's figure, None where it is refused."""
    answer = client.get(f"{page.prefix}records?{query}&figure={FIGURES[page.slug]}")
    if answer.status_code != 302:
        return None
    number = int(re.search(r"selection=(\d+)", answer.headers["Location"])[1])
    model = catalog.DATASET_OF[FIGURES[page.slug]].entity
    assert model in {entity.model for entity in all_entities()}
    with app.app_context(), reading(), db.engine.connect() as connection:
        chosen = selected(model, office.principal("north_manager"), number)
        return len(connection.execute(select(model.__table__.c.id).where(chosen)).all())


@every_page
def test_the_page_and_its_choices(app, office, north, page):
    layout = north.get(f"{page.prefix}_dash-layout").text
    body = drawn(north, page, YEAR)
    for foreign in SOUTH:
        assert foreign not in layout
        assert foreign not in body
    assert "The north" in layout
    assert "north_seller" in body
    assert "The south" in drawn(signed_in(app, "boss"), page, YEAR)


@every_page
def test_its_files(app, office, north, page):
    for query in (YEAR, f"{YEAR}&branch={office.branches['south']}"):
        text = north.get(f"{page.prefix}export/csv?{query}").get_data().decode("utf-8-sig")
        assert not any(foreign in text for foreign in SOUTH)
    boss = signed_in(app, "boss").get(f"{page.prefix}export/csv?{YEAR}").get_data().decode("utf-8-sig")
    assert "south_seller" in boss


@every_page
def test_the_records_behind_its_figures(app, office, north, page):
    south = office.branches["south"]
    assert behind(app, office, north, page, YEAR) == BEHIND[FIGURES[page.slug]]
    assert behind(app, office, north, page, f"{YEAR}&in_branch={south}") == 0
    assert behind(app, office, north, page, f"{YEAR}&branch={south}") == 0
    assert behind(app, office, north, page, f"{YEAR}&officer={office.employees['south_seller']}") == 0


def test_the_scorecard_is_in_the_files_of_the_kpi_page(app, office):
    kpi = next(page for page in PAGES if page.has_scorecard)
    boss = signed_in(app, "boss")
    text = boss.get(f"{kpi.prefix}export/csv?from=2026-03-01&to=2026-03-31").get_data().decode("utf-8-sig")
    assert "Who,Department,Branch,Score,Period,Measure,Weight,Target,Actual,Achievement,Points" in text
    assert boss.get(f"{kpi.prefix}export/xlsx?{YEAR}").data[:2] == b"PK"


def test_a_comparison_and_the_names_of_a_choice_are_in_the_files(app, office):
    page = next(page for page in PAGES if page.slug == "aging")
    query = f"from=2026-03-01&to=2026-03-31&compare=previous&branch={office.branches['south']}"
    text = signed_in(app, "boss").get(f"{page.prefix}export/csv?{query}").get_data().decode("utf-8-sig")
    assert 'Outstanding principal,"Outstanding principal, before","Change, percent"' in text
    assert "Branch,The south" in text
