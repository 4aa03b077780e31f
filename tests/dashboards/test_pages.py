"""Each page: it draws for its readers, within a bounded number of statements, and exports what it shows."""

from collections.abc import Iterator

import pytest
from flask import Flask
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
STATEMENTS_MAX = 25


@pytest.fixture(scope="module")
def office(app: Flask) -> Iterator[Office]:
    with app.app_context():
        office = open_office(app)
        db.session.remove()
    return office


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_a_page_asks_a_bounded_number_of_statements(app, office, page):
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        statements.append(statement)

    cache.forget_all()
    with app.test_request_context(page.prefix), reading():
        assert principal_of(db.session) is None
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            parts = page_body(page, MARCH, office.principal("boss"))
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        db.session.remove()
    assert parts
    assert 5 < len(statements) <= STATEMENTS_MAX


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
