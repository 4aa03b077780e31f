"""The write guard: what a user writes, and what it points to, lies within their rights; or nothing is written."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from app.audit.entry import AuditEntry
from app.security.acting import acting_as, as_operation, as_system, bind
from app.security.roles import Role
from app.shared.clock import utc_now
from app.shared.errors import Denied, InvalidInput, NotFound, Ungoverned
from tests.security.probe import ProbeClient, ProbeDeal

LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)  # parameters are collected by each worker: the same in all


@pytest.fixture
def anna(lender):
    return lender.who("anna", Role.SALES)


def held(session, model, key):
    """Return a row that the code at fault has got hold of, whoever acts."""
    with as_system(session, "leak"):
        return session.get(model, key)


class TestAdding:
    def test_gets_its_writers_branch_and_owner(self, session, lender, anna):
        bind(session, anna)
        client = ProbeClient(name="New")
        session.add(client)
        session.flush()
        assert (client.branch_id, client.owner_id) == (lender.branches["north"], lender.people["anna"])
        assert client.created_by_id == lender.people["anna"]
        assert session.get(ProbeClient, client.id) is client

    @pytest.mark.parametrize(
        ("values", "error"),
        [
            ({"owner": "carl"}, Denied),
            ({"branch": "south"}, InvalidInput),
            ({"grade": "good"}, Denied),
            ({"deleted_at": LONG_AGO}, Denied),
            ({"id": 999_999}, Denied),
        ],
        ids=str,
    )
    def test_stays_within_reach(self, session, lender, anna, values, error):
        for name, place in (("owner", lender.people), ("branch", lender.branches)):
            if name in values:
                values = {f"{name}_id": place[values[name]]}
        bind(session, anna)
        session.add(ProbeClient(name="New", **values))
        with pytest.raises(error):
            session.flush()

    @pytest.mark.parametrize("by", ["key", "relation", "unknown key"])
    def test_may_not_point_to_a_hidden_row(self, session, lender, anna, by):
        hidden = held(session, ProbeClient, lender.clients["carl"])
        reference = {"key": {"client_id": hidden.id}, "relation": {"client": hidden}}.get(by, {"client_id": 424_242})
        bind(session, anna)
        session.add(ProbeDeal(amount=1, **reference))
        with pytest.raises(InvalidInput) as refusal:
            session.flush()
        assert set(refusal.value.fields) == {"client_id"}

    def test_may_be_granted_without_reading(self, session, lender):
        """Customer care without read would add and not see: here it may add, and reads its branch."""
        bind(session, lender.who("nora", Role.CARE))
        session.add(ProbeClient(name="New"))
        session.flush()
        with acting_as(session, lender.who("nora", Role.CASHIER)):
            session.add(ProbeClient(name="Not for the cashier"))
            with pytest.raises(Denied):
                session.flush()

    def test_the_creation_time_is_not_the_writers_to_choose(self, session, anna):
        bind(session, anna)
        client = ProbeClient(name="New", created_at=utc_now().replace(year=2001))
        session.add(client)
        session.flush()
        assert client.created_at.year > 2001


class TestEditing:
    def test_own_row(self, session, lender, anna):
        bind(session, anna)
        session.get(ProbeClient, lender.clients["anna"]).name = "Renamed"
        session.flush()
        assert session.scalar(select(ProbeClient.name)) == "Renamed"

    @pytest.mark.parametrize("changes", [{"name": "x"}, {"phone": "0900000000"}, {"deleted_at": LONG_AGO}], ids=str)
    def test_a_row_out_of_reach(self, session, lender, anna, changes):
        row = held(session, ProbeClient, lender.clients["carl"])
        bind(session, anna)
        for name, value in changes.items():
            setattr(row, name, value)
        with pytest.raises(NotFound):
            session.flush()

    def test_a_key_set_beside_a_loaded_relation(self, session, lender, anna):
        """The relation in memory still says the old client; the key that is written says the new one."""
        bind(session, anna)
        deal = session.get(ProbeDeal, lender.deals["anna"])
        assert deal.client.name == "anna's client"
        deal.client_id = lender.clients["carl"]
        with pytest.raises(InvalidInput):
            session.flush()

    def test_moving_a_row_away(self, session, lender, anna):
        for person, field, value in (
            (anna, "owner_id", lender.people["bert"]),
            (lender.who("nora", Role.MANAGER), "branch_id", lender.branches["south"]),
        ):
            bind(session, person)
            setattr(session.get(ProbeClient, lender.clients["anna"]), field, value)
            with pytest.raises((Denied, InvalidInput)):
                session.flush()
            session.rollback()

    def test_what_only_operations_write(self, session, lender, anna):
        for name, value in (("grade", "good"), ("created_at", utc_now()), ("created_by_id", 103), ("row_key", "x")):
            bind(session, anna)
            setattr(session.get(ProbeClient, lender.clients["anna"]), name, value)
            with pytest.raises(Denied):
                session.flush()
            session.rollback()

    def test_hidden_fields_secrets_among_them(self, session, lender):
        for name in ("name", "email", "phone"):
            bind(session, lender.who("nora", Role.MARKETING))
            setattr(session.get(ProbeClient, lender.clients["anna"]), name, "0911111111")
            with pytest.raises(Denied):
                session.flush()
            session.rollback()

    def test_a_narrow_role_uncovers_nothing_of_a_wide_one(self, lender):
        both = lender.who("anna", Role.MARKETING, Role.SALES)
        assert "phone" in both.hidden_fields(ProbeClient)
        assert "phone" not in lender.who("anna", Role.MARKETING, Role.MANAGER).hidden_fields(ProbeClient)

    def test_the_second_of_two_writers_is_refused(self, session, lender, anna):
        bind(session, anna)
        client = session.get(ProbeClient, lender.clients["anna"])
        assert client.name
        # What another session has committed in the meantime.
        changed = ProbeClient.__table__.update().values(version=client.version + 1, name="faster")
        session.connection().execute(changed)
        client.email = "mine@x.vn"
        with pytest.raises(StaleDataError):
            session.flush()


class TestDeleting:
    def test_is_a_mark(self, session, lender, anna):
        bind(session, anna)
        session.get(ProbeClient, lender.clients["anna"]).deleted_at = utc_now()
        session.flush()
        assert session.scalars(select(ProbeClient)).all() == []
        with as_system(session, "look"):
            entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        assert entry.action == "delete"

    def test_needs_its_own_right(self, session, lender):
        bind(session, lender.who("nora", Role.MANAGER))
        session.get(ProbeClient, lender.clients["anna"]).deleted_at = utc_now()
        with pytest.raises(Denied):
            session.flush()

    def test_for_good_is_for_system_jobs(self, session, lender, anna):
        bind(session, anna)
        session.delete(session.get(ProbeClient, lender.clients["anna"]))
        with pytest.raises(Ungoverned):
            session.flush()

    def test_brings_nobody_back(self, session, lender, anna):
        row = held(session, ProbeClient, lender.clients["anna"])
        with as_system(session, "delete"):
            row.deleted_at = utc_now()
        bind(session, anna)
        row.deleted_at = None
        with pytest.raises(NotFound):
            session.flush()


class TestReadersOnly:
    """An auditor sees all and writes nothing, whichever way is tried."""

    @pytest.mark.parametrize("change", ["edit", "delete", "add", "remove", "post"])
    def test_the_auditor(self, session, lender, change):
        bind(session, lender.who("dora", Role.AUDITOR))
        row = session.get(ProbeClient, lender.clients["anna"])
        assert row.name == "anna's client"
        if change == "edit":
            row.name = "x"
        elif change == "delete":
            row.deleted_at = utc_now()
        elif change == "add":
            session.add(ProbeClient(name="x"))
        elif change == "remove":
            session.delete(row)
        else:
            session.add(AuditEntry(at=utc_now(), actor="x", action="x", entity="x", changes={}))
        with pytest.raises((Denied, Ungoverned)):
            session.flush()

    def test_nobody_writes_nothing(self, session):
        session.add(ProbeClient(name="x"))
        with pytest.raises(Denied):
            session.flush()

    def test_a_posted_row_never_changes(self, session, lender, anna):
        with as_system(session, "post"):
            entry = AuditEntry(at=utc_now(), actor="x", action="x", entity="x", changes={})
            session.add(entry)
            session.flush()
            entry.actor = "somebody else"
            with pytest.raises(Ungoverned):
                session.flush()
            session.expire(entry)
        bind(session, anna)
        with pytest.raises(Ungoverned), as_operation(session, "forge", AuditEntry):
            entry.actor = "somebody else"
