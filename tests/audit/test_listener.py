"""The audit listener: every change is on file in its own transaction, with before and after, secrets masked."""

import pytest
from sqlalchemy import select

from app.audit.entry import AuditEntry
from app.audit.listener import note_reason, record_event
from app.security.acting import acting_as, as_operation, as_system, bind
from app.security.roles import Role
from tests.security.probe import ProbeClient, ProbeDeal


@pytest.fixture
def anna(lender):
    return lender.who("anna", Role.SALES)


def entries(session, model, key):
    with as_system(session, "look"):
        found = select(AuditEntry).where(AuditEntry.entity == model.__name__, AuditEntry.record_id == key)
        return session.scalars(found.order_by(AuditEntry.id)).all()


def test_a_new_row(session, anna):
    bind(session, anna)
    client = ProbeClient(name="New", email="new@x.vn", phone="0901234567")
    session.add(client)
    session.flush()
    (entry,) = entries(session, ProbeClient, client.id)
    assert (entry.action, entry.actor, entry.actor_id) == ("add", "anna", anna.user_id)
    assert entry.changes["name"] == [None, "New"]
    assert entry.changes["email"] == [None, "n••••"]
    assert entry.changes["phone"] == [None, "•••"]
    assert "0901234567" not in str(entry.changes)
    assert not {"version", "row_key", "phone_lookup", "phone_cipher"} & set(entry.changes)


def test_an_edit_with_before_and_after(session, lender, anna):
    bind(session, anna)
    client = session.get(ProbeClient, lender.clients["anna"])
    client.name, client.phone = "Renamed", "0909999999"
    session.flush()
    entry = entries(session, ProbeClient, client.id)[-1]
    assert entry.action == "edit"
    assert entry.changes == {"name": ["anna's client", "Renamed"], "phone": ["•••", "•••"]}


def test_a_value_overwritten_unread(session, lender, anna):
    bind(session, anna)
    client = session.get(ProbeClient, lender.clients["anna"])
    session.expire(client)
    client.name = "Renamed"
    session.flush()
    assert entries(session, ProbeClient, client.id)[-1].changes == {"name": ["anna's client", "Renamed"]}


def test_a_reference_set_by_its_relation(session, lender):
    with as_system(session, "move"):
        deal = session.get(ProbeDeal, lender.deals["anna"])
        deal.client = session.get(ProbeClient, lender.clients["bert"])
        session.flush()
        assert entries(session, ProbeDeal, deal.id)[-1].changes == {
            "client_id": [lender.clients["anna"], lender.clients["bert"]]
        }


def test_nothing_changed_is_nothing_to_tell(session, lender, anna):
    bind(session, anna)
    client = session.get(ProbeClient, lender.clients["anna"])
    before = len(entries(session, ProbeClient, client.id))
    client.name = "anna's client"
    session.flush()
    assert len(entries(session, ProbeClient, client.id)) == before


def test_it_falls_with_its_transaction(session, lender, anna):
    bind(session, anna)
    before = len(entries(session, ProbeClient, lender.clients["anna"]))
    session.get(ProbeClient, lender.clients["anna"]).name = "Renamed"
    session.flush()
    assert len(entries(session, ProbeClient, lender.clients["anna"])) == before + 1
    session.rollback()
    assert len(entries(session, ProbeClient, lender.clients["anna"])) == before


def test_an_operation_is_on_file_under_its_user(session, lender, anna):
    bind(session, anna)
    with as_operation(session, "regrade", ProbeClient):
        session.get(ProbeClient, lender.clients["carl"]).grade = "good"
    entry = entries(session, ProbeClient, lender.clients["carl"])[-1]
    assert (entry.actor_id, entry.changes) == (anna.user_id, {"grade": [None, "good"]})


def test_a_reason_lasts_as_long_as_its_transaction(session, lender, anna):
    with acting_as(session, anna):
        note_reason(session, "the customer asked")
        record_event(session, "reveal", session.get(ProbeClient, lender.clients["anna"]))
        session.flush()
        assert entries(session, ProbeClient, lender.clients["anna"])[-1].reason == "the customer asked"
        session.rollback()
        record_event(session, "reveal", session.get(ProbeClient, lender.clients["anna"]))
        assert entries(session, ProbeClient, lender.clients["anna"])[-1].reason is None
