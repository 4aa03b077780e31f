"""Revealing a masked value: for a reason, on record, counted by the day, and by screen and API alike."""

from datetime import date

import pytest
from sqlalchemy import select

from app.audit.entry import AuditEntry
from app.extensions import db
from app.lowcode.reveal import DAILY_LIMIT_POLICY
from app.security.acting import as_system
from app.shared.policy import PolicyParameter, PolicyStatus

REASON = "the customer is on the phone"


@pytest.fixture
def reveals(app):
    """Return a function that tells of the last reveals on file: by whom, of what, why."""

    def read():
        with app.app_context():
            try:
                with as_system(db.session, "look"):
                    found = select(AuditEntry).where(AuditEntry.action == "customer.reveal").order_by(AuditEntry.id)
                    return [(e.actor_id, e.record_id, e.changes, e.reason) for e in db.session.scalars(found)]
            finally:
                db.session.remove()

    return read


@pytest.fixture
def limit(app):
    """Return a function that lets only so many values be revealed a day."""

    def put(count):
        with app.app_context():
            with as_system(db.session, "policy"):
                for old in db.session.scalars(
                    select(PolicyParameter).where(PolicyParameter.key == DAILY_LIMIT_POLICY)
                ).all():
                    old.status = PolicyStatus.RETIRED
                facts = {"unit": "count", "source": "test", "valid_from": date(2020, 1, 1)}
                db.session.add(
                    PolicyParameter(key=DAILY_LIMIT_POLICY, value=str(count), status=PolicyStatus.APPROVED, **facts)
                )
                db.session.commit()
            db.session.remove()

    yield put
    put(30)


def address(lender, name, field):
    return f"customer/{lender.customers[name]}/reveal/{field}"


def test_the_value_is_told_once_and_kept_on_file(api, lender, reveals):
    answer = api("north").post(address(lender, "North 0", "phone"), {"reason": REASON})
    assert answer.status_code == 200, answer.text
    assert answer.json == {
        "id": lender.customers["North 0"],
        "field": "phone",
        "value": f"+84912{lender.branches['North']:03d}000",
        "seconds": 60,
    }
    assert reveals()[-1] == (
        lender.users["north"],
        lender.customers["North 0"],
        {"field": "phone"},
        REASON,
    )
    assert api("north").get(f"customer/{lender.customers['North 0']}").json["result"]["phone"].startswith("09••")


@pytest.mark.parametrize("reason", [None, "", "abc", "x" * 1001, ["a reason"], "a\x00reason"])
def test_without_a_reason_nothing_is_told(api, lender, reveals, reason):
    before = len(reveals())
    answer = api("north").post(address(lender, "North 0", "phone"), {"reason": reason})
    assert answer.status_code == 422
    assert "reason" in answer.json["fields"]
    assert len(reveals()) == before


@pytest.mark.parametrize(
    ("who", "name", "field", "status"),
    [
        ("north", "South 0", "phone", 404),
        ("north", "North 0", "full_name", 404),
        ("north", "North 0", "password", 404),
        ("marketer", "North 0", "phone", 403),
        ("auditor", "North 0", "phone", 403),
    ],
)
def test_beyond_ones_right_nothing_is_told(api, lender, who, name, field, status):
    assert api(who).post(address(lender, name, field), {"reason": REASON}).status_code == status


def test_a_day_has_only_so_many(api, lender, reveals, limit):
    mine = sum(entry[0] == lender.users["south"] for entry in reveals())
    limit(mine + 2)
    ask = lambda: api("south").post(address(lender, "South 1", "phone"), {"reason": REASON})  # noqa: E731
    assert [ask().status_code for _ in range(3)] == [200, 200, 403]
    assert str(mine + 2) in ask().json["message"]
    assert sum(entry[0] == lender.users["south"] for entry in reveals()) == mine + 2
    assert api("north").post(address(lender, "North 1", "phone"), {"reason": REASON}).status_code == 200
