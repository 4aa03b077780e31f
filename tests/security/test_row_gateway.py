"""The read gateway: whatever the shape of a select, only rows within the reader's rights come out of it."""

import pytest
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy import column, exists, func, insert, literal_column, select, table, text, union, update
from sqlalchemy.orm import Session, aliased, immediateload, joinedload, selectinload, subqueryload

from app.audit.entry import AuditEntry
from app.security.acting import acting_as, as_system, bind
from app.security.principal import Principal
from app.security.roles import Role
from app.shared.errors import Ungoverned
from tests.security.conftest import Lender
from tests.security.probe import ProbeClient, ProbeDeal, ProbeNote

T = ProbeClient.__table__


@pytest.fixture
def anna(lender: Lender) -> Principal:
    """A salesperson with one client of her own."""
    return lender.who("anna", Role.SALES)


def names(session: Session) -> set[str]:
    return set(session.scalars(select(ProbeClient.name)))


class TestScope:
    def test_own_rows_only(self, session, anna):
        bind(session, anna)
        assert names(session) == {"anna's client"}

    def test_team_reaches_the_people_below(self, session, lender):
        bind(session, lender.who("nora", Role.TEAM_LEAD, team=("anna", "bert")))
        assert names(session) == {"anna's client", "bert's client"}

    def test_branch_and_company(self, session, lender):
        bind(session, lender.who("dora", Role.MANAGER))
        assert names(session) == {"carl's client"}
        bind(session, lender.who("dora", Role.RISK))
        assert len(names(session)) == 3

    def test_own_of_a_role_without_customers_is_its_branch(self, session, lender):
        bind(session, lender.who("nora", Role.CARE))
        assert names(session) == {"anna's client", "bert's client"}

    def test_the_widest_of_several_roles_counts(self, session, lender):
        bind(session, lender.who("anna", Role.SALES, Role.MANAGER))
        assert names(session) == {"anna's client", "bert's client"}

    def test_nobody_and_no_policy_see_nothing(self, session, lender, anna):
        assert names(session) == set()
        bind(session, lender.who("anna"))
        assert names(session) == set()
        bind(session, anna)
        assert session.scalars(select(AuditEntry)).all() == []

    def test_rows_through_a_nullable_parent(self, session, lender, anna):
        with as_system(session, "set-up"):
            session.add_all(
                [
                    ProbeNote(client_id=lender.clients["anna"], body="on the client"),
                    ProbeNote(writer_id=lender.people["anna"], body="by anna"),
                    ProbeNote(body="on nothing"),
                    ProbeNote(deal_id=lender.deals["bert"], client_id=lender.clients["carl"], body="foreign"),
                ]
            )
        bind(session, anna)
        assert set(session.scalars(select(ProbeNote.body))) == {"anna's note", "on the client", "by anna"}

    def test_deleted_rows_are_gone(self, session, lender, anna):
        with as_system(session, "set-up"):
            session.get(ProbeClient, lender.clients["anna"]).deleted_at = func.now()
        bind(session, anna)
        assert names(session) == set()


class TestShapes:
    """Every way to write a select; each must see anna's rows and no other."""

    @pytest.mark.parametrize(
        "statement",
        [
            select(func.count(ProbeClient.id)),
            select(func.count()).select_from(ProbeClient),
            select(func.count()).select_from(select(ProbeClient.id).subquery()),
            select(func.count()).select_from(select(ProbeClient).limit(10).subquery()),
            select(func.count(aliased(ProbeClient).id)),
            select(func.count()).select_from(select(ProbeClient.id).cte()),
            select(func.count(ProbeDeal.id)).join(ProbeDeal.client),
            select(func.count(ProbeClient.id)).join(ProbeDeal, ProbeDeal.client_id == ProbeClient.id),
            select(func.count(ProbeClient.id)).where(ProbeClient.deals.any(ProbeDeal.amount > 0)),
            select(func.count(ProbeDeal.id)).where(ProbeDeal.client.has(ProbeClient.name != "")),
            select(func.count(ProbeClient.id)).where(ProbeClient.id.in_(select(ProbeDeal.client_id))),
            select(select(func.count(ProbeClient.id)).scalar_subquery()),
            select(func.count(ProbeNote.id)).join(ProbeNote.deal).join(ProbeDeal.client),
        ],
        ids=str,
    )
    def test_counts(self, session, anna, statement):
        with acting_as(session, anna):
            assert session.scalar(statement) == 1

    def test_the_hidden_side_of_a_join_is_missing(self, session, lender):
        """A cross join of two aliases multiplies only what is visible."""
        bind(session, lender.who("nora", Role.TEAM_LEAD, team=("anna", "bert")))
        one, other = aliased(ProbeClient), aliased(ProbeDeal)
        assert session.scalar(select(func.count()).select_from(one).join(other, one.id != other.id + 999)) == 4

    def test_exists_answers_for_visible_rows_only(self, session, lender, anna):
        bind(session, anna)
        for owner, seen in (("anna", True), ("carl", False)):
            assert session.scalar(select(exists().where(ProbeClient.name == f"{owner}'s client"))) is seen
            assert session.query(exists().where(ProbeClient.id == lender.clients[owner])).scalar() is seen

    def test_legacy_query(self, session, lender, anna):
        bind(session, anna)
        assert session.query(ProbeClient).count() == 1
        assert session.query(ProbeClient).filter_by(id=lender.clients["carl"]).first() is None
        assert session.query(ProbeClient).filter(ProbeClient.id > 0).one().name == "anna's client"
        both = session.query(ProbeClient.name).union(session.query(ProbeClient.name))
        assert [row.name for row in both] == ["anna's client"]

    def test_fab_interface(self, session, lender, anna):
        bind(session, anna)
        clients, notes = SQLAInterface(ProbeClient, session), SQLAInterface(ProbeNote, session)
        count, rows = clients.query(page=0, page_size=25, order_column="name", order_direction="asc")
        assert (count, [row.name for row in rows]) == (1, ["anna's client"])
        assert clients.get(lender.clients["carl"]) is None
        assert clients.get(lender.clients["anna"]).name == "anna's client"
        assert clients.query_count(session.query(ProbeClient)) == 1
        count, rows = notes.query(select_columns=["body", "deal.amount", "client.name"], page=0, page_size=9)
        assert (count, [row.body for row in rows]) == (1, ["anna's note"])

    @pytest.mark.parametrize("load", [joinedload, selectinload, subqueryload, immediateload])
    def test_eager_loads(self, session, lender, load):
        """A note one wrote oneself shows, the hidden deal that it hangs on does not."""
        with as_system(session, "set-up"):
            session.add(ProbeNote(deal_id=lender.deals["carl"], writer_id=lender.people["anna"], body="astray"))
            session.flush()
            session.expunge_all()
        bind(session, lender.who("anna", Role.SALES))
        notes = session.scalars(select(ProbeNote).options(load(ProbeNote.deal).options(load(ProbeDeal.client)))).all()
        assert {note.body: note.deal and note.deal.client.name for note in notes} == {
            "anna's note": "anna's client",
            "astray": None,
        }

    def test_lazy_loads(self, session, lender, anna):
        with as_system(session, "set-up"):
            session.add(ProbeNote(deal_id=lender.deals["carl"], writer_id=lender.people["anna"], body="astray"))
        bind(session, anna)
        found = {note.body: note.deal for note in session.scalars(select(ProbeNote))}
        assert found["astray"] is None
        assert found["anna's note"].client.deals == [found["anna's note"]]


class TestRefused:
    """What escapes the criteria is a fault, never an answer."""

    @pytest.mark.parametrize(
        "statement",
        [
            select(T),
            select(T.c.name),
            select(func.count()).select_from(T),
            select(T.alias().c.name),
            select(ProbeDeal.id).join(T, T.c.id == ProbeDeal.client_id),
            select(ProbeDeal.id).where(ProbeDeal.client_id.in_(select(T.c.id))),
            select(ProbeClient.id).where(ProbeClient.id.in_(select(T.c.id).where(T.c.name != ""))),
            select(ProbeClient.id).where(exists(select(T.c.id).where(T.c.name == "x").correlate(None))),
            select(select(T.c.name).subquery().c.name),
            select(ProbeClient.id, select(T.c.name).subquery().c.name),
            select(column("name")).select_from(table("probe_client")),
            select(literal_column("(SELECT max(name) FROM probe_client)")),
            select(ProbeClient.id).where(text("1 = 1")),
            text("SELECT name FROM probe_client"),
            select(ProbeClient).from_statement(text("SELECT * FROM probe_client")),
            union(select(ProbeClient.name), select(ProbeClient.name)),
            insert(ProbeClient).values(name="x"),
            update(ProbeClient).values(name="x"),
            T.delete(),
            T.insert().from_select(["name"], select(T.c.name)),
        ],
        ids=str,
    )
    def test_statement(self, session, anna, statement):
        with acting_as(session, anna), pytest.raises(Ungoverned):
            session.execute(statement)

    def test_bulk_writes(self, session, anna):
        bind(session, anna)
        for write in (
            lambda: session.query(ProbeClient).update({"name": "x"}),
            lambda: session.query(ProbeClient).delete(),
            lambda: session.bulk_save_objects([ProbeClient(name="x")]),
            lambda: session.bulk_insert_mappings(ProbeClient, [{"name": "x"}]),
            lambda: session.bulk_update_mappings(ProbeClient, [{"id": 1, "name": "x"}]),
            lambda: session.execute(insert(ProbeClient), [{"name": "x"}]),
        ):
            with pytest.raises(Ungoverned):
                write()

    def test_a_system_job_may_do_it(self, session):
        with as_system(session, "nightly"):
            assert session.scalar(select(func.count()).select_from(T)) == 3
            assert session.execute(update(ProbeClient).values(grade="b")).rowcount == 3
