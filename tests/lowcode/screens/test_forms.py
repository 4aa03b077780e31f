"""Forms: what is refused keeps what was typed, what is sent twice acts once, what is masked stays masked."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.parties.customer.model import Customer
from app.security.acting import as_system
from app.shared.company import business_date
from tests.factories.lender import Lender
from tests.lowcode.screens.conftest import Visitor

Visit = Callable[[str], Visitor]


def _new(number: int, **changes: Any) -> dict[str, Any]:
    facts = {"full_name": f"New {number}", "type": "individual", "id_type": "cccd", "id_no": f"9{number:011d}"}
    return facts | {"born_on": "1991-05-06", "phone": f"0987 {number:06d}"} | changes


def _count(app: Flask, name: str) -> int:
    with app.app_context(), as_system(db.session, "test") as session:
        count = session.scalar(select(func.count(Customer.id)).where(Customer.full_name == name))
        db.session.remove()
        return int(count or 0)


class TestAdding:
    def test_starts_with_the_business_date_where_that_is_what_is_meant(self, app: Flask, visit: Visit) -> None:
        with app.app_context(), as_system(db.session, "test") as session:
            today = business_date(session)
            db.session.remove()
        form = visit("marketer").get("/campaign_cost/add").text
        assert re.search(rf'value="{today}" id="incurred_on"', form)

    def test_stores_the_record_under_the_persons_own_branch(self, app: Flask, visit: Visit, lender: Lender) -> None:
        answer = visit("north").post("/customer/add", _new(1), follow_redirects=True)
        assert "New 1" in answer.text
        with app.app_context(), as_system(db.session, "test") as session:
            row = session.scalars(select(Customer).where(Customer.full_name == "New 1")).one()
            assert (row.branch_id, row.owner_id) == (lender.branches["North"], lender.employees["north"])
            assert row.phone == "+84987000001"
            db.session.remove()

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"full_name": ""}, "Please fill in this field."),
            ({"id_no": "123"}, "A citizen identity number has exactly 12 digits."),
            ({"phone": "12"}, "This is not a telephone number"),
            ({"monthly_income": "Infinity"}, "This is not a number"),
            ({"monthly_income": "1e9"}, "This is not a number"),
            ({"monthly_income": "-1"}, "At least 0, please."),
            ({"monthly_income": "9" * 18}, "too large"),
            ({"born_on": "2020-01-01"}, "at least 18 years"),
            ({"born_on": "1990-02-30"}, "This is not a date"),
            ({"branch_id": "999999"}, "Choose one of the records you may see."),
            ({"full_name": "a\u0000b"}, "control characters"),
        ],
    )
    def test_says_beside_the_field_what_is_wrong_and_keeps_the_rest(
        self, visit: Visit, changes: dict[str, str], message: str
    ) -> None:
        answer = visit("north").post("/customer/add", _new(2, occupation="Teacher") | changes)
        assert answer.status_code == 422
        assert message in answer.text
        assert 'value="Teacher"' in answer.text

    def test_a_foreign_branch_is_refused_without_naming_anything(self, visit: Visit, lender: Lender) -> None:
        answer = visit("north").post("/customer/add", _new(3, branch_id=lender.branches["South"]))
        assert answer.status_code == 422
        assert "Choose one of the records you may see." in answer.text

    def test_a_taken_identity_number_is_refused_without_naming_its_holder(self, visit: Visit, lender: Lender) -> None:
        taken = f"{lender.branches['South']:06d}000001"
        answer = visit("north").post("/customer/add", _new(4, id_no=taken))
        assert "Another record already has this value." in answer.text
        assert "South" not in answer.text
        assert not re.search(r"sqlite|psycopg|UNIQUE|INSERT", answer.text)

    def test_a_form_sent_five_times_makes_one_record(self, app: Flask, visit: Visit) -> None:
        north = visit("north")
        body = north.tokens("/customer/add") | _new(5)
        places = {north.client.post("/customer/add", data=body).location for _ in range(5)}
        assert len(places) == 1
        assert _count(app, "New 5") == 1

    def test_the_same_key_with_other_contents_is_refused(self, app: Flask, visit: Visit) -> None:
        north = visit("north")
        body = north.tokens("/customer/add")
        north.client.post("/customer/add", data=body | _new(6))
        answer = north.client.post("/customer/add", data=body | _new(7))
        assert answer.status_code == 409
        assert _count(app, "New 7") == 0

    def test_a_refused_form_may_be_corrected_under_its_key(self, app: Flask, visit: Visit, lender: Lender) -> None:
        north = visit("north")
        body = north.tokens("/customer/add")
        taken = f"{lender.branches['South']:06d}000001"
        assert north.client.post("/customer/add", data=body | _new(8, id_no=taken)).status_code == 422
        assert north.client.post("/customer/add", data=body | _new(8)).status_code == 302
        assert _count(app, "New 8") == 1

    @pytest.mark.parametrize("field", ["risk_grade", "debt_group", "blacklisted", "version", "created_by_id", "id"])
    def test_fields_that_only_operations_write_are_ignored(self, app: Flask, visit: Visit, field: str) -> None:
        body = _new(9, full_name=f"Sly {field}", id_no=f"7{sum(field.encode()):011d}", **{field: "5"})
        visit("north").post("/customer/add", body)
        with app.app_context(), as_system(db.session, "test") as session:
            row = session.scalars(select(Customer).where(Customer.full_name == f"Sly {field}")).one()
            assert (row.risk_grade, row.debt_group, row.blacklisted, row.version) == (None, None, False, 1)
            db.session.remove()

    def test_a_request_without_its_token_changes_nothing(self, app: Flask, visit: Visit) -> None:
        answer = visit("north").client.post("/customer/add", data=_new(10))
        assert answer.status_code == 400
        assert _count(app, "New 10") == 0


class TestEditing:
    def test_the_second_of_two_savers_learns_who_changed_what_and_keeps_what_they_typed(
        self, app: Flask, visit: Visit, lender: Lender
    ) -> None:
        path = f"/customer/edit/{lender.customers['North 0']}"
        first, second = visit("steward"), visit("north")
        late = second.tokens(path)
        shown = {"full_name": "North Đặng 0", "type": "individual", "id_type": "cccd", "province": "Hà Nội"}
        place = {"branch_id": lender.branches["North"], "owner_id": lender.employees["north"]}
        assert first.post(path, shown | place | {"employer": "Steel works"}).status_code == 302
        answer = second.client.post(path, data=late | shown | place | {"occupation": "Welder"})
        assert answer.status_code == 409
        assert "Nguyễn Steward changed Employer" in answer.text
        assert 'value="Welder"' in answer.text
        assert 'value="Steel works"' in answer.text  # what the late form never touched is renewed
        again = {**late, **dict(re.findall(r'name="(version|form_key)" value="([^"]+)"', answer.text))}
        body = again | shown | place | {"occupation": "Welder", "employer": "Steel works"}
        assert second.client.post(path, data=body).status_code == 302
        with app.app_context(), as_system(db.session, "test") as session:
            row = session.get(Customer, lender.customers["North 0"])
            assert (row.employer, row.occupation) == ("Steel works", "Welder")
            db.session.remove()

    def test_masked_values_stay_inside_and_blank_leaves_them(self, app: Flask, visit: Visit, lender: Lender) -> None:
        path, number = f"/customer/edit/{lender.customers['North 1']}", f"{lender.branches['North']:06d}000001"
        north = visit("north")
        html = north.get(path).text
        assert number not in html
        assert "1990-01-02" not in html
        place = {"branch_id": lender.branches["North"], "owner_id": lender.employees["north"]}
        body = {"full_name": "North Đặng 1", "type": "individual", "id_type": "cccd", "occupation": "Cook", **place}
        assert north.post(path, body).status_code == 302
        with app.app_context(), as_system(db.session, "test") as session:
            row = session.get(Customer, lender.customers["North 1"])
            assert (row.id_no, row.occupation, row.monthly_income) == (number, "Cook", 12_000_001)
            db.session.remove()

    def test_a_foreign_record_is_not_found_by_any_door(self, visit: Visit, lender: Lender) -> None:
        north, key = visit("north"), lender.customers["South 1"]
        for path in (f"show/{key}", f"edit/{key}", f"history/{key}"):
            assert north.get(f"/customer/{path}").status_code == 404
        for path in (f"edit/{key}", f"delete/{key}", f"reveal/phone/{key}"):
            answer = north.post(f"/customer/{path}", {"reason": "out of interest"}, page="/customer/add")
            assert answer.status_code in (403, 404), path

    def test_an_auditor_writes_nothing(self, visit: Visit, lender: Lender) -> None:
        auditor, key = visit("auditor"), lender.customers["North 1"]
        page = "/customer/list/"
        for path in ("add", f"edit/{key}", f"delete/{key}", f"reveal/phone/{key}"):
            assert auditor.post(f"/customer/{path}", {"reason": "a good one"}, page=page).status_code in (403, 404), (
                path
            )


class TestRevealing:
    def test_shows_one_value_once_for_a_reason_and_is_audited(self, visit: Visit, lender: Lender) -> None:
        north, key = visit("north"), lender.customers["North 2"]
        page = f"/customer/show/{key}"
        number = f"{lender.branches['North']:06d}000002"
        answer = north.post(f"/customer/reveal/id_no/{key}", {"reason": "Customer asked by phone"}, page=page)
        assert number in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert number not in north.get(page).text
        history = visit("auditor").get(f"/customer/history/{key}").text
        assert "Customer asked by phone" in history

    @pytest.mark.parametrize("reason", ["", "  ", "x"])
    def test_needs_a_reason(self, visit: Visit, lender: Lender, reason: str) -> None:
        key = lender.customers["North 2"]
        answer = visit("north").post(f"/customer/reveal/id_no/{key}", {"reason": reason}, page=f"/customer/show/{key}")
        assert answer.status_code == 422
        assert f"{lender.branches['North']:06d}000002" not in answer.text

    def test_only_masked_fields_can_be_revealed(self, visit: Visit, lender: Lender) -> None:
        key = lender.customers["North 2"]
        answer = visit("north").post(
            f"/customer/reveal/full_name/{key}", {"reason": "none at all"}, page=f"/customer/show/{key}"
        )
        assert answer.status_code == 404
