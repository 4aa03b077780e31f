"""The record page: where a record stands, what matters first, commands by importance, a history in words."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.lowcode.approval_step import ApprovalStep
from app.marketing.lead.model import Lead
from app.security.acting import as_system
from tests.lowcode.screens.conftest import Lender, Visitor

Visit = Callable[[str], Visitor]


def _path(html: str) -> list[str]:
    start = html.index('class="path"')
    return re.findall(r"<li[^>]*>([^<]+)</li>", html[start : html.index("</ol>", start)])


def test_shows_on_its_way_where_the_record_stands(visit: Visit, lender: Lender) -> None:
    html = visit("north").get(f"/lead/show/{lender.leads[0]}").text
    assert _path(html) == ["In the pool", "Assigned", "Being contacted", "Contacted", "Qualified", "Converted"]
    assert re.search(r'class="path-here" aria-current="step">In the pool<', html)


def test_puts_what_a_list_shows_first_and_masks_it(visit: Visit, lender: Lender) -> None:
    html = visit("north").get(f"/customer/show/{lender.customers['North 1']}").text
    first = html[html.index("highlights") : html.index("</dl>", html.index("highlights"))]
    assert "••••••••0001" in first
    assert f"{lender.branches['North']:06d}000001" not in html


def test_keeps_the_dangerous_commands_apart_and_last(visit: Visit, lender: Lender) -> None:
    html = visit("lead").get(f"/lead/show/{lender.leads[0]}").text
    header = html[html.index('class="page-header"') : html.index("page-body")]
    if "btn-outline-danger" in header:
        assert header.index("btn-primary") < header.index("btn-apart") < header.index("btn-outline-danger")
    assert "btn-primary" in header


def test_the_history_calls_people_by_name(visit: Visit, lender: Lender) -> None:
    team_lead, key = visit("lead"), lender.leads[1]
    chosen = {"employee_id": lender.employees["lead"]}
    assert team_lead.post(f"/lead/do/assign/{key}", chosen, page=f"/lead/show/{key}").status_code == 302
    html = team_lead.get(f"/lead/history/{key}").text
    assert "Owner: " in html
    assert "Nguyễn North" in html
    assert "Nguyễn Lead" in html
    assert "lead.assign" not in html, "who did it is a person, not the command"


def test_a_record_that_came_in_bulk_has_its_past(app: Flask, visit: Visit, lender: Lender) -> None:
    by, on, key, table = lender.users["lead"], datetime(2025, 3, 1, 2, tzinfo=UTC), 900_001, Lead.__table__
    stamps = {"created_by_id": by, "created_at": on}
    step = {"entity": "Lead", "record_id": key, "case_key": f"lead:{key}", "action": "lead.assign", "at": on}
    with app.app_context(), as_system(db.session, "test data") as session:
        other = session.connection().execute(select(table).where(table.c.id == lender.leads[2])).mappings().one()
        session.connection().execute(table.insert().values({**other, **stamps, "id": key, "phone_lookup": None}))
        session.connection().execute(ApprovalStep.__table__.insert().values(**step, **stamps))
        session.commit()
    told = visit("lead").get(f"/lead/history/{key}").text
    assert told.count("Nguyễn Lead") == 2
    assert told.index("Assign") < told.index("Added")
