"""What the API lets its callers write, and what it refuses without a trace."""

import pytest
from sqlalchemy import func, select

from app.audit.entry import AuditEntry
from app.extensions import db
from app.parties.customer.model import Customer
from app.security.acting import as_system
from app.shared.holiday import Holiday
from tests.lowcode.rest.conftest import person


def stored(app, statement):
    with app.app_context(), as_system(db.session, "looking"):
        return db.session.execute(statement).scalar_one()


def customers(app):
    return stored(app, select(func.count()).select_from(Customer))


class TestPost:
    def test_a_new_record_is_stamped_with_its_writer_and_answered_masked(self, api, lender):
        answer = api("north").post("customer/", person(1, monthly_income="15000000", sex="male"))
        assert answer.status_code == 201, answer.json
        result = answer.json["result"]
        assert (result["owner"], result["branch"]) == ("Nguyễn North", "North")
        assert (result["version"], result["sex"], result["phone"][:4]) == (1, "male", "09••")
        assert api("north").get(f"customer/{answer.json['id']}").json["result"] == result

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"risk_grade": "low"}, "risk_grade"),
            ({"blacklisted": False}, "blacklisted"),
            ({"id": 7}, "id"),
            ({"version": 3}, "version"),
            ({"created_by_id": 1}, "created_by_id"),
            ({"deleted_at": None}, "deleted_at"),
            ({"id_no_lookup": "x"}, "id_no_lookup"),
            ({"owner": {"id": 1}}, "owner"),
            ({"monthly_income": "Infinity"}, "monthly_income"),
            ({"monthly_income": 1.5}, "monthly_income"),
            ({"monthly_income": "٣"}, "monthly_income"),
            ({"monthly_income": -1}, "monthly_income"),
            ({"owner_id": 99999999999999999999}, "owner_id"),
            ({"branch_id": 0}, "branch_id"),
            ({"full_name": ""}, "full_name"),
            ({"full_name": "x" * 201}, "full_name"),
            ({"full_name": "\u0000"}, "full_name"),
            ({"born_on": "2020-01-01"}, "born_on"),
            ({"phone": "12"}, "phone"),
            ({"type": "alien"}, "type"),
            ({"id_no": "123"}, "id_no"),
        ],
    )
    def test_what_may_not_be_set_is_refused_by_name(self, api, app, given, field):
        before = customers(app)
        answer = api("north").post("customer/", person(2) | given)
        assert answer.status_code == 422, answer.json
        assert field in answer.json["fields"], answer.json
        assert customers(app) == before

    def test_a_related_id_out_of_reach_is_refused(self, api, app, lender):
        before = customers(app)
        foreign = api("north").post("customer/", person(3, branch_id=lender.branches["South"]))
        assert foreign.status_code == 422
        assert "branch_id" in foreign.json["fields"]
        unknown = api("north").post("customer/", person(3, owner_id=4711))
        assert "owner_id" in unknown.json["fields"]
        assert customers(app) == before

    def test_a_value_taken_by_a_hidden_record_is_refused_beside_its_field(self, api, lender):
        south = f"{lender.branches['South']:06d}{1:06d}"
        answer = api("north").post("customer/", person(4, id_no=south))
        assert answer.status_code == 422
        assert list(answer.json["fields"]) == ["id_no"]
        assert "South" not in answer.text

    def test_those_without_the_word_are_refused(self, api):
        assert api("auditor").post("customer/", person(5)).status_code == 403
        assert api("marketer").post("customer/", person(5)).status_code == 403

    @pytest.mark.parametrize(
        "data",
        [b"{", b"[]", b"nonsense", b'{"full_name": NaN}', b"[" * 100_000, b"\xff", b'{"a": 1e9999999999999999999}'],
    )
    def test_a_body_that_is_no_json_object_is_refused(self, api, data):
        program = api("north")
        answer = program.call("POST", "customer/", data=data, content_type="application/json")
        assert answer.status_code == 400
        assert program.call("POST", "customer/", data=b"a=1").status_code == 400


class TestPut:
    def test_only_what_is_sent_changes(self, api, lender):
        north = api("north")
        key = north.post("customer/", person(11, occupation="Driver")).json["id"]
        answer = north.put(f"customer/{key}", {"version": 1, "employer": "Bưu điện"})
        assert answer.status_code == 200, answer.json
        assert (answer.json["result"]["employer"], answer.json["result"]["occupation"]) == ("Bưu điện", "Driver")
        assert answer.json["result"]["version"] == 2

    def test_the_second_writer_is_told_who_changed_what(self, api):
        north = api("north")
        key = north.post("customer/", person(12)).json["id"]
        assert api("steward").put(f"customer/{key}", {"version": 1, "employer": "First"}).status_code == 200
        answer = north.put(f"customer/{key}", {"version": 1, "employer": "Second"})
        assert answer.status_code == 409
        assert "Steward" in answer.json["message"]
        assert "Employer" in answer.json["message"]
        assert north.get(f"customer/{key}").json["result"]["employer"] == "First"

    def test_without_the_version_nothing_is_written(self, api):
        north = api("north")
        key = north.post("customer/", person(13)).json["id"]
        for version in ({}, {"version": "1"}, {"version": True}, {"version": None}):
            answer = north.put(f"customer/{key}", {"employer": "Blind", **version})
            assert answer.status_code == 422
            assert "version" in answer.json["fields"]

    def test_a_mask_sent_back_leaves_the_value_behind_it(self, api, app):
        north = api("north")
        made = north.post("customer/", person(14, street="12 Lý Thường Kiệt", email="an@x.vn")).json
        shown = {name: made["result"][name] for name in ("email", "street", "phone", "id_no", "born_on")}
        answer = north.put(f"customer/{made['id']}", {"version": 1, "employer": "X", **shown})
        assert answer.status_code == 200, answer.json
        assert stored(app, select(Customer.street).where(Customer.id == made["id"])) == "12 Lý Thường Kiệt"
        assert stored(app, select(Customer.email).where(Customer.id == made["id"])) == "an@x.vn"

    def test_a_record_cannot_be_moved_to_a_foreign_branch(self, api, lender):
        north = api("north")
        key = north.post("customer/", person(15)).json["id"]
        answer = north.put(f"customer/{key}", {"version": 1, "branch_id": lender.branches["South"]})
        assert answer.status_code == 422
        assert north.get(f"customer/{key}").json["result"]["branch"] == "North"

    def test_a_foreign_or_impossible_id_is_not_found(self, api, lender):
        foreign = lender.customers["South 0"]
        for key in (foreign, 0, -1, "abc", 10**6, 99999999999999999999, "1%00"):
            assert api("north").put(f"customer/{key}", {"version": 1, "employer": "X"}).status_code == 404
            assert api("north").get(f"customer/{key}").status_code in (404, 405)  # FAB's own route takes digits only

    def test_a_refused_change_is_not_written_later(self, api, app):
        north = api("north")
        key = north.post("customer/", person(16)).json["id"]
        assert north.put(f"customer/{key}", {"version": 1, "employer": "Y", "phone": ""}).status_code == 422
        assert stored(app, select(Customer.employer).where(Customer.id == key)) is None
        events = select(func.count()).where(AuditEntry.entity == "Customer", AuditEntry.record_id == key)
        assert stored(app, events.where(AuditEntry.action == "edit")) == 0


class TestDelete:
    def test_a_record_is_marked_kept_and_gone_from_sight(self, api, app):
        administrator = api("administrator")
        made = administrator.post("holiday/", {"day": "2031-01-01", "name": "Tết Dương lịch"})
        assert made.status_code == 201, made.json
        assert administrator.delete(f"holiday/{made.json['id']}").status_code == 200
        assert administrator.get(f"holiday/{made.json['id']}").status_code == 404
        assert administrator.delete(f"holiday/{made.json['id']}").status_code == 404
        with app.app_context():
            table = Holiday.__table__
            kept = db.session.connection().execute(select(table.c.deleted_at).where(table.c.id == made.json["id"]))
            assert kept.scalar_one() is not None

    def test_reading_alone_deletes_nothing(self, api, lender):
        key = lender.customers["North 0"]
        assert api("auditor").delete(f"customer/{key}").status_code == 403
        assert api("north").delete(f"customer/{key}").status_code == 403
        assert api("north").get(f"customer/{key}").status_code == 200


class TestCommands:
    CAMPAIGN = {"name": "Tết", "channel": "zalo", "starts_on": "2026-12-01", "budget": "1000000"}

    def test_a_command_moves_the_state_and_an_edit_cannot(self, api):
        marketer = api("marketer")
        key = marketer.post("campaign/", self.CAMPAIGN).json["id"]
        assert marketer.put(f"campaign/{key}", {"version": 1, "status": "closed"}).status_code == 422
        assert marketer.post(f"campaign/{key}/submit", {"version": 7}).status_code == 409
        assert marketer.post(f"campaign/{key}/submit", {"version": "1"}).status_code == 422
        answer = marketer.post(f"campaign/{key}/submit", {"version": 1})
        assert answer.status_code == 200, answer.json
        assert answer.json["result"]["status"] == "submitted"
        again = marketer.post(f"campaign/{key}/submit")
        assert again.status_code == 409
        assert "Submitted" in again.json["message"]

    def test_a_command_needs_its_own_word(self, api):
        key = api("marketer").post("campaign/", self.CAMPAIGN).json["id"]
        assert api("steward").post(f"campaign/{key}/submit").status_code == 403
        assert api("marketer").post(f"campaign/{key}/approve").status_code == 403
        assert api("marketer").post(f"campaign/{key}/nonsense").status_code == 404
        assert api("marketer").get(f"campaign/{key}").json["result"]["status"] == "draft"

    def test_unknown_and_unreadable_inputs_are_refused(self, api):
        key = api("marketer").post("campaign/", self.CAMPAIGN).json["id"]
        answer = api("marketer").post(f"campaign/{key}/submit", {"budget": "9"})
        assert answer.status_code == 422
        assert "budget" in answer.json["fields"]
        assert api("marketer").post(f"campaign/{key}/submit", {"reason": {"a": 1}}).status_code == 422

    def test_a_command_on_a_record_out_of_reach_is_not_found(self, api):
        for key in (10**6, 99999999999999999999, "abc"):
            assert api("marketer").post(f"campaign/{key}/submit").status_code == 404
