"""The probe lender in a migrated database of each engine: two branches under a head office, and a handful of staff."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import Engine, create_engine, insert
from sqlalchemy.orm import Session, sessionmaker

from app.audit.listener import watch_changes
from app.extensions.database import prepare_sqlite
from app.people.branch import Branch
from app.people.employee import Employee, Unit
from app.security import policies
from app.security.acting import as_system
from app.security.gateway import guard_reads
from app.security.involvement import watch_involvement
from app.security.loading import principal_for
from app.security.principal import Principal, Reach
from app.security.roles import Role
from app.security.write_guard import guard_writes
from app.shared.keyring import Keyring, use_keyring
from tests.security import probe
from tests.security.probe import ProbeClient, ProbeDeal, ProbeNote


@dataclass(frozen=True)
class Lender:
    """The ids of what the probe lender consists of, and principals of its staff."""

    branches: dict[str, int]
    people: dict[str, int]
    clients: dict[str, int]
    deals: dict[str, int]

    def who(self, person: str, *roles: Role, branches: tuple[str, ...] = (), team: tuple[str, ...] = ()) -> Principal:
        """Return a member of staff with these roles; no branches means the branch they sit in."""
        home = "north" if person in ("anna", "bert", "nora") else "south"
        reach = Reach(
            employee_id=self.people[person],
            home_branch_id=self.branches[home],
            branches=frozenset(self.branches[name] for name in branches or (home,)),
            team=frozenset(self.people[name] for name in (*team, person)),
        )
        granted = {
            role: frozenset(
                (f"can_{word}", policy.model.__name__)
                for policy in policies.all_policies()
                for word in policy.access.get(role, {})
            )
            for role in roles
        }
        return principal_for(self.people[person], person, granted, reach)


@pytest.fixture(scope="module")
def engine(database: str) -> Iterator[Engine]:
    """The module's database with the probe tables in it and their policies in force."""
    before = dict(policies._policies)
    for model, facts in probe.POLICIES.items():
        policies.register_policy(model, words=probe.WORDS, **facts)
    made = create_engine(database)
    if made.dialect.name == "sqlite":
        prepare_sqlite(made, synchronous="OFF")
    for table in probe.TABLES:
        table.create(made)
    use_keyring(Keyring("a master key of the tests, the same in each process"))
    yield made
    made.dispose()
    policies._policies.clear()
    policies._policies.update(before)


@pytest.fixture(scope="module")
def sessions(engine: Engine) -> "sessionmaker[Session]":
    """A maker of governed sessions."""
    maker = sessionmaker(engine)
    guard_reads(maker)
    watch_changes(maker)
    guard_writes(maker)
    watch_involvement(maker)
    return maker


@pytest.fixture(scope="module")
def lender(engine: Engine, sessions: "sessionmaker[Session]") -> Lender:
    """Anna and bert sell in the north under nora, carl and dora in the south; each client has one deal and note."""
    people = ("anna", "bert", "nora", "carl", "dora")
    with engine.begin() as connection:
        connection.execute(
            insert(User.__table__),
            [{"id": n, "first_name": p, "last_name": p, "username": p, "email": p} for n, p in enumerate(people, 101)],
        )
    with sessions() as session, as_system(session, "set-up"):
        head = Branch(name="Probe head")
        session.add(head)
        session.flush()
        branches = {name: Branch(name=f"Probe {name}", parent_id=head.id) for name in ("north", "south")}
        session.add_all(branches.values())
        session.flush()
        places = {"anna": "north", "bert": "north", "nora": "north", "carl": "south", "dora": "south"}
        staff = {
            p: Employee(id=n, full_name=p, branch_id=branches[places[p]].id, unit=Unit.SALES, user_id=n)
            for n, p in enumerate(people, 101)
        }
        session.add_all(staff.values())
        session.flush()
        clients, deals = {}, {}
        for name in ("anna", "bert", "carl"):
            place = {"branch_id": branches[places[name]].id, "owner_id": staff[name].id}
            clients[name] = ProbeClient(name=f"{name}'s client", email=f"{name}@x.vn", phone="0901234567", **place)
            session.add(clients[name])
            session.flush()
            deals[name] = ProbeDeal(client_id=clients[name].id, amount=100, **place)
            session.add(deals[name])
            session.flush()
            session.add(ProbeNote(deal_id=deals[name].id, body=f"{name}'s note"))
        session.commit()
        return Lender(
            {n: b.id for n, b in branches.items()} | {"head": head.id},
            {n: e.id for n, e in staff.items()},
            {n: c.id for n, c in clients.items()},
            {n: d.id for n, d in deals.items()},
        )


@pytest.fixture
def session(sessions: "sessionmaker[Session]", lender: Lender) -> Iterator[Session]:
    """A governed session; whatever the test did is rolled back."""
    with sessions() as made:
        yield made
        made.rollback()
