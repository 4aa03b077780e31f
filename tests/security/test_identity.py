"""Memory under the gateway: what one principal has loaded is not handed to the next, by whatever road."""

import pytest
from sqlalchemy import select

from app.security.acting import acting_as, as_operation, as_system, bind
from app.security.roles import Role
from app.shared.errors import Denied, NotFound, Ungoverned
from tests.security.probe import ProbeChase, ProbeClient, ProbeDeal, ProbeNote


@pytest.fixture
def anna(lender):
    return lender.who("anna", Role.SALES)


def test_get_does_not_find_what_a_system_job_has_loaded(session, lender, anna):
    bind(session, anna)
    with as_system(session, "nightly"):
        held = session.get(ProbeClient, lender.clients["carl"])
        assert held.name == "carl's client"
    assert session.get(ProbeClient, lender.clients["carl"]) is None
    assert held not in session


def test_get_does_not_find_what_was_there_before_the_user(session, lender, anna):
    with as_system(session, "nightly"):
        held = session.get(ProbeClient, lender.clients["carl"])
    with acting_as(session, anna):
        assert session.get(ProbeClient, lender.clients["carl"]) is None
        assert session.query(ProbeClient).filter_by(id=lender.clients["carl"]).one_or_none() is None
        with pytest.raises(NotFound):
            session.refresh(held)
    with as_system(session, "nightly"):
        session.refresh(held)
    assert held.name == "carl's client"


def test_an_expired_row_of_somebody_else_is_not_read_again(session, lender, anna):
    with as_system(session, "nightly"):
        held = session.get(ProbeClient, lender.clients["carl"])
        session.expire(held)
    bind(session, anna)
    with pytest.raises(NotFound):
        _ = held.name


def test_a_row_seen_by_right_stays_readable_when_it_moves_away(session, lender, anna):
    bind(session, anna)
    own = session.get(ProbeClient, lender.clients["anna"])
    with as_operation(session, "hand over", ProbeClient):
        own.owner_id = lender.people["bert"]
    assert own.owner_id == lender.people["bert"]
    assert session.get(ProbeClient, lender.clients["anna"]) is own
    session.expunge_all()
    assert session.get(ProbeClient, lender.clients["anna"]) is None


def test_relations_are_asked_anew(session, lender, anna):
    with as_system(session, "nightly"):
        note = ProbeNote(deal_id=lender.deals["carl"], writer_id=lender.people["anna"], body="astray")
        session.add(note)
        session.flush()
        assert note.deal.client.name == "carl's client"
    with acting_as(session, anna):
        assert note.deal is None
    with as_system(session, "nightly"):
        assert note.deal.client.name == "carl's client"


def test_two_users_in_one_session(session, lender, anna):
    bert = lender.who("bert", Role.SALES)
    with acting_as(session, anna):
        kept = session.scalars(select(ProbeDeal)).one()
        assert kept.client.name == "anna's client"
    with acting_as(session, bert):
        assert session.get(ProbeDeal, kept.id) is None
        assert session.scalars(select(ProbeDeal)).one().client.name == "bert's client"
        assert kept.client is None


class TestOperations:
    def test_reads_and_writes_what_its_user_may_not_even_read(self, session, lender):
        cashier = lender.who("dora", Role.CASHIER)
        bind(session, cashier)
        assert session.get(ProbeDeal, lender.deals["anna"]) is None
        with as_operation(session, "settle", ProbeDeal, ProbeClient):
            deal = session.get(ProbeDeal, lender.deals["anna"])
            deal.amount = 90
            deal.client.grade = "good"
        assert deal not in session
        assert deal.amount == 90
        assert session.scalars(select(ProbeDeal)).all() == []
        assert session.get(ProbeDeal, lender.deals["anna"]) is None
        with as_system(session, "check"):
            assert session.get(ProbeDeal, lender.deals["anna"]).amount == 90
            assert session.get(ProbeClient, lender.clients["anna"]).grade == "good"

    def test_stays_within_the_entities_it_declares(self, session, lender, anna):
        bind(session, anna)
        with as_operation(session, "settle", ProbeDeal):
            deal = session.get(ProbeDeal, lender.deals["carl"])
            with pytest.raises(Ungoverned, match="ProbeClient"):
                session.scalars(select(ProbeClient)).all()
            with pytest.raises(Ungoverned, match="ProbeClient"):
                _ = deal.client
        with pytest.raises(Ungoverned, match="ProbeNote"), as_operation(session, "settle", ProbeDeal):
            session.add(ProbeNote(body="undeclared"))

    def test_an_inner_operation_has_the_entities_of_both(self, session, lender, anna):
        bind(session, anna)
        with as_operation(session, "outer", ProbeDeal):
            with as_operation(session, "inner", ProbeClient):
                deal = session.get(ProbeDeal, lender.deals["carl"])
                client = session.get(ProbeClient, lender.clients["carl"])
            assert {deal, client} <= set(session)
            with pytest.raises(Ungoverned):
                session.scalars(select(ProbeClient)).all()
        assert deal not in session
        assert session.get(ProbeClient, lender.clients["carl"]) is None

    def test_a_user_inside_an_operation_has_their_own_rights(self, session, lender, anna):
        """A job that sends a report for someone, called from within a wider one."""
        with as_system(session, "nightly"), acting_as(session, anna):
            assert session.scalars(select(ProbeClient.name)).all() == ["anna's client"]

    def test_a_failing_operation_leaves_nothing_in_memory(self, session, lender, anna):
        bind(session, anna)

        def run() -> None:
            with as_operation(session, "settle", ProbeDeal):
                session.get(ProbeDeal, lender.deals["carl"])
                raise Denied

        with pytest.raises(Denied):
            run()
        assert not list(session)
        assert session.get(ProbeDeal, lender.deals["carl"]) is None

    def test_needs_somebody_to_act_for(self, session):
        with pytest.raises(Denied), as_operation(session, "settle", ProbeDeal):
            pass

    def test_a_known_row_shows_what_the_operation_did_to_it(self, session, lender, anna):
        bind(session, anna)
        deal = session.get(ProbeDeal, lender.deals["anna"])
        with as_operation(session, "settle", ProbeDeal):
            session.connection().execute(ProbeDeal.__table__.update().values(amount=55))
        assert deal.amount == 55


class TestInvolvement:
    def test_follows_owner_concern_and_deletion(self, session, lender):
        carl = lender.who("carl", Role.COLLECTOR)
        with as_system(session, "assign"):
            chase = ProbeChase(
                deal_id=lender.deals["anna"],
                client_id=lender.clients["anna"],
                branch_id=lender.branches["south"],
                owner_id=lender.people["carl"],
            )
            session.add(chase)
        with acting_as(session, carl):
            assert set(session.scalars(select(ProbeClient.name))) == {"anna's client", "carl's client"}
            assert len(session.scalars(select(ProbeDeal.id)).all()) == 2
        with as_system(session, "assign"):
            chase.deal_id, chase.client_id = lender.deals["bert"], lender.clients["bert"]
        with acting_as(session, carl):
            assert set(session.scalars(select(ProbeClient.name))) == {"bert's client", "carl's client"}
        with as_system(session, "assign"):
            chase.owner_id = lender.people["dora"]
        with acting_as(session, carl):
            assert session.scalars(select(ProbeClient.name)).all() == ["carl's client"]
        dora = lender.who("dora", Role.COLLECTOR)
        with acting_as(session, dora):
            assert session.scalars(select(ProbeClient.name)).all() == ["bert's client"]
        with as_system(session, "close"):
            chase.deleted_at = chase.updated_at
        with acting_as(session, dora):
            assert session.scalars(select(ProbeClient.name)).all() == []

    def test_rebuilt_after_a_bulk_write(self, session, lender):
        from app.security.involvement import rebuild_involvement

        with as_system(session, "assign"):
            chase = ProbeChase(
                deal_id=lender.deals["anna"], client_id=lender.clients["anna"], branch_id=lender.branches["south"]
            )
            session.add(chase)
            session.flush()
            session.execute(ProbeChase.__table__.update().values(owner_id=lender.people["carl"]))
            rebuild_involvement(session, ProbeChase)
            rebuild_involvement(session, ProbeChase)
        with acting_as(session, lender.who("carl", Role.COLLECTOR)):
            assert set(session.scalars(select(ProbeClient.name))) == {"anna's client", "carl's client"}
