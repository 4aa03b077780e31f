"""A request sent twice under one key acts once, whatever happens between."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.lowcode.idempotency import IdempotentRequest
from app.parties.customer.model import Customer
from app.security.acting import as_system
from tests.lowcode.rest.conftest import person

KEY = "Idempotency-Key"


def named(app, name):
    with app.app_context(), as_system(db.session, "looking"):
        return db.session.execute(select(func.count()).where(Customer.full_name == name)).scalar_one()


def test_the_second_sending_gets_the_first_answer(api, app):
    body = person(21, full_name="Sent twice")
    first, second = (api("north").post("customer/", body, headers={KEY: "booking-0001"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert named(app, "Sent twice") == 1


def test_the_order_of_the_members_does_not_matter(api):
    body = person(22)
    first = api("north").post("customer/", body, headers={KEY: "booking-0002"})
    turned = dict(reversed(list(body.items())))
    assert api("north").post("customer/", turned, headers={KEY: "booking-0002"}).json == first.json


@pytest.mark.parametrize("other", [{"full_name": "Somebody else"}, {"employer": "New"}])
def test_another_body_under_the_key_is_a_conflict(api, other):
    key = f"booking-{len(str(other))}-{next(iter(other))}"
    number = 23 if "full_name" in other else 24
    assert api("north").post("customer/", person(number), headers={KEY: key}).status_code == 201
    assert api("north").post("customer/", person(number) | other, headers={KEY: key}).status_code == 409


def test_another_address_under_the_key_is_a_conflict(api):
    made = api("north").post("customer/", person(25), headers={KEY: "booking-0003"})
    answer = api("north").put(f"customer/{made.json['id']}", person(25), headers={KEY: "booking-0003"})
    assert answer.status_code == 409


def test_a_key_belongs_to_its_user(api, app):
    body = person(26, full_name="Two users")
    assert api("north").post("customer/", body, headers={KEY: "booking-0004"}).status_code == 201
    other = api("south").post("customer/", body | person(27, full_name="Two users"), headers={KEY: "booking-0004"})
    assert other.status_code == 201
    assert named(app, "Two users") == 2


def test_a_refused_request_frees_its_key(api):
    refused = api("north").post("customer/", person(28, phone="12"), headers={KEY: "booking-0005"})
    assert refused.status_code == 422
    assert api("north").post("customer/", person(28), headers={KEY: "booking-0005"}).status_code == 201


@pytest.mark.parametrize("key", ["short", "x" * 81, "with blank key", "ключ-ключ"])
def test_a_malformed_key_is_refused(api, key):
    headers = {KEY: key.encode().decode("latin-1")}
    assert api("north").post("customer/", person(29), headers=headers).status_code == 400


def test_no_value_of_the_request_can_be_read_from_the_stored_key(api, app):
    api("north").post("customer/", person(30), headers={KEY: "booking-0006"})
    with app.app_context():
        table = IdempotentRequest.__table__
        rows = db.session.connection().execute(select(table).where(table.c.key == "booking-0006")).all()
    assert "079088000030" not in str(rows)
    assert "0987000030" not in str(rows)


def test_five_at_once_make_one_record(api, app):
    programs = [api("north") for _ in range(5)]
    body = person(31, full_name="Five at once")
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda p: p.post("customer/", body, headers={KEY: "booking-0007"}), programs))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert named(app, "Five at once") == 1
