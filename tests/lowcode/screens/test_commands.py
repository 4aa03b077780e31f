"""Commands: buttons on a record and on a list, refused with the reason and run on all rows or on none."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from app.extensions import db
from app.marketing.lead.model import Lead
from app.security.acting import as_system
from tests.factories.lender import Lender
from tests.lowcode.screens.conftest import Visitor

Visit = Callable[[str], Visitor]


def _status(app: Flask, key: int) -> str:
    with app.app_context(), as_system(db.session, "test") as session:
        status = str(session.get(Lead, key).status)
        db.session.remove()
        return status


def test_a_record_offers_what_its_state_and_the_person_allow(visit: Visit, lender: Lender) -> None:
    page = f"/lead/show/{lender.leads[0]}"
    assert "Take on" in visit("north").get(page).text
    assert "Take on" not in visit("steward").get(page).text


def test_a_command_changes_the_state_once_and_is_in_the_history(app: Flask, visit: Visit, lender: Lender) -> None:
    north, key = visit("north"), lender.leads[0]
    body = north.tokens(f"/lead/show/{key}")
    answers = [north.client.post(f"/lead/do/take/{key}", data=body) for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 302]
    assert _status(app, key) == "assigned"
    assert "Take on" in north.get(f"/lead/history/{key}").text


def test_what_it_asks_for_is_checked_in_its_dialog(app: Flask, visit: Visit, lender: Lender) -> None:
    team_lead, key = visit("lead"), lender.leads[1]
    page = f"/lead/show/{key}"
    answer = team_lead.post(f"/lead/do/assign/{key}", {"employee_id": ""}, page=page)
    assert answer.status_code == 422
    assert "data-open" in answer.text
    assert "Please fill in this field." in answer.text
    assert _status(app, key) == "new"
    chosen = {"employee_id": lender.employees["north"]}
    assert team_lead.post(f"/lead/do/assign/{key}", chosen, page=page).status_code == 302
    assert _status(app, key) == "assigned"


def test_the_wrong_state_is_refused_with_its_reason(visit: Visit, lender: Lender) -> None:
    key = lender.leads[2]
    answer = visit("north").post(f"/lead/do/start_contact/{key}", page=f"/lead/show/{key}")
    assert answer.status_code == 409
    assert "is not possible in the state" in answer.text


def test_what_was_changed_since_it_was_read_is_not_decided_on(app: Flask, visit: Visit, lender: Lender) -> None:
    north, key = visit("north"), lender.leads[2]
    read = north.tokens(f"/lead/show/{key}")
    with app.app_context(), as_system(db.session, "test") as session:
        session.get_one(Lead, key).need_note = "Wants three times as much"
        session.commit()
        db.session.remove()
    answer = north.client.post(f"/lead/do/take/{key}", data=read)
    assert answer.status_code == 409
    assert "has changed since you opened it" in answer.text
    assert "Wants three times as much" in answer.text
    assert _status(app, key) == "new"


@pytest.mark.parametrize("name", ["unheard_of", "assign"])
def test_an_unknown_command_and_one_without_the_right_do_nothing(
    app: Flask, visit: Visit, lender: Lender, name: str
) -> None:
    key = lender.leads[2]
    answer = visit("north").post(f"/lead/do/{name}/{key}", page=f"/lead/show/{key}")
    assert answer.status_code in (403, 404, 422)
    assert visit("north").get(f"/lead/do/{name}/{key}").status_code == 405
    assert _status(app, key) == "new"


class TestBulk:
    def test_runs_on_every_selected_row(self, app: Flask, visit: Visit, lender: Lender) -> None:
        rows = {"rowid": lender.leads[2:4], "employee_id": lender.employees["north"]}
        answer = visit("lead").post("/lead/bulk/assign", rows, page="/lead/list/")
        assert answer.status_code == 302
        assert {_status(app, key) for key in lender.leads[2:4]} == {"assigned"}

    def test_changes_nothing_when_one_row_refuses(self, app: Flask, visit: Visit, lender: Lender) -> None:
        before = [_status(app, key) for key in lender.leads]
        rows = {"rowid": [*lender.leads, 999_999], "employee_id": lender.employees["north"]}
        answer = visit("lead").post("/lead/bulk/reassign", rows, page="/lead/list/")
        assert answer.status_code == 409
        assert [_status(app, key) for key in lender.leads] == before

    def test_keeps_the_selection_and_says_which_rows_refused_why(self, visit: Visit, lender: Lender) -> None:
        team_lead = visit("lead")
        fresh, assigned = lender.leads[0], lender.leads[3]
        rows = {"rowid": [assigned, 999_999], "employee_id": lender.employees["north"]}
        html = team_lead.post("/lead/bulk/assign?q=Lead", rows, page="/lead/list/").text
        assert "2 rows refused: nothing was changed." in html
        assert f"LEA-{assigned:06d} · Lead 3</a>: “Assign” is not possible in the state “Assigned”." in html
        assert "It is not there any more" in html
        ticked = set(re.findall(r'value="(\d+)" type="checkbox" checked', html))
        assert ticked == {str(assigned)}
        assert str(fresh) not in ticked
        assert 'name="q" value="Lead"' in html, "the list is the one that was open"

    def test_keeps_the_selection_when_an_input_is_missing(self, visit: Visit, lender: Lender) -> None:
        answer = visit("lead").post("/lead/bulk/reassign", {"rowid": lender.leads[3]}, page="/lead/list/")
        assert answer.status_code == 422
        assert "data-open" in answer.text
        assert "Please fill in this field." in answer.text
        assert f'value="{lender.leads[3]}" type="checkbox" checked' in answer.text

    @pytest.mark.parametrize("rows", [[], ["x"], ["9" * 30], list(range(1, 300))])
    def test_refuses_a_selection_that_cannot_be(self, visit: Visit, rows: list[object]) -> None:
        answer = visit("lead").post("/lead/bulk/back_to_pool", {"rowid": rows}, page="/lead/list/")
        assert answer.status_code == 400

    def test_only_bulk_commands_and_only_by_post(self, visit: Visit, lender: Lender) -> None:
        team_lead = visit("lead")
        assert team_lead.post("/lead/bulk/qualify", {"rowid": lender.leads}, page="/lead/list/").status_code == 404
        assert team_lead.get("/lead/bulk/assign").status_code == 405
