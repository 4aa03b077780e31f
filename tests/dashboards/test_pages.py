"""Each page: it draws for its readers, within a bounded number of statements, and exports what it shows."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import event, select

from app.audit.entry import AuditEntry
from app.extensions import db, reading
from app.reports import cache
from app.reports.filters import Filters, Period
from app.security.acting import as_system, principal_of
from dashboards.body import page_body
from dashboards.pages import PAGES
from tests.dashboards.test_guard import signed_in
from tests.reports.office import TODAY, Office, open_office

MARCH = Filters(Period(TODAY.replace(day=1), TODAY))
STATEMENTS_MAX = {False: 20, True: 32}  # the KPI page: names of sellers and of collectors


@pytest.fixture(scope="module")
def office(app: Flask) -> Iterator[Office]:
    with app.app_context():
        office = open_office(app)
        db.session.remove()
    return office


@pytest.mark.parametrize("is_compared", [False, True], ids=["alone", "compared"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_a_page_asks_a_bounded_number_of_statements(app, office, page, is_compared):
    filters = page.asked({}, TODAY) if is_compared else MARCH
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        statements.append(statement)

    cache.forget_all()
    with app.test_request_context(page.prefix), reading():
        assert principal_of(db.session) is None
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            parts = page_body(page, filters, office.principal("boss"))
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        db.session.remove()
    assert parts
    assert 5 < len(statements) <= STATEMENTS_MAX[is_compared]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_a_page_opens_on_a_period_that_it_offers_by_name(page):
    opening = page.asked({}, TODAY)
    assert opening.period == page.periods[page.opens_on][1](TODAY)
    assert opening.compare is page.beside


@pytest.mark.parametrize("slug", ["campaign-roi", "revenue"])
def test_a_page_of_flows_opens_on_twelve_months_beside_the_twelve_before(slug):
    page = next(page for page in PAGES if page.slug == slug)
    opening = page.asked({}, date(2026, 3, 20))
    assert opening.period == Period(date(2025, 4, 1), date(2026, 3, 20))
    assert opening.earlier().period == Period(date(2024, 4, 1), date(2025, 3, 20))


def test_an_export_needs_its_own_right(app, office):
    page = PAGES[0]
    period = "from=2026-03-01&to=2026-03-31"
    csv = signed_in(app, "boss").get(f"{page.prefix}export/csv?{period}")
    assert csv.status_code == 200
    assert csv.mimetype == "text/csv"
    assert "Campaign cost" in csv.get_data().decode("utf-8-sig")
    assert "Filter,Value" in csv.get_data().decode("utf-8-sig")
    with app.app_context(), as_system(db.session, "look"):
        told = db.session.scalars(select(AuditEntry).where(AuditEntry.action == f"{page.slug}.export")).all()
        (entry,) = told
        assert (entry.actor, entry.changes["kind"], entry.changes["filters"]["to"]) == (
            "Manager boss",
            "csv",
            "2026-03-31",
        )
    assert signed_in(app, "auditor").get(f"{page.prefix}export/csv?{period}").status_code == 403


def test_a_figure_that_the_page_does_not_show_opens_nothing(app, office):
    client = signed_in(app, "boss")
    assert client.get(f"{PAGES[0].prefix}records?figure=outstanding").status_code == 404
    opened = client.get(f"{PAGES[0].prefix}records?figure=leads")
    assert opened.status_code == 302
    assert client.get(opened.headers["Location"]).status_code == 200


def test_the_sheets_of_a_file_are_told_apart_by_what_they_are_split_by(app, office):
    answer = signed_in(app, "boss").get(f"{PAGES[0].prefix}export/xlsx?from=2026-03-01&to=2026-03-31")
    names = CalamineWorkbook.from_filelike(BytesIO(answer.get_data())).sheet_names
    assert "3 Budget against act… · Channel" in names
    assert "4 Budget against ac… · Campaign" in names
    assert all(len(name) <= 31 for name in names)
