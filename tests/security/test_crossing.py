"""Two users' criteria never cross, though SQLAlchemy compiles a statement once for all of them."""

import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from app.security.acting import acting_as, as_system
from app.security.roles import Role
from tests.security.probe import ProbeClient, ProbeDeal, ProbeNote

STATEMENTS = (
    select(ProbeClient.name),
    select(ProbeClient.name).join(ProbeDeal, ProbeDeal.client_id == ProbeClient.id),
    select(func.count(ProbeDeal.id)).select_from(ProbeNote).join(ProbeNote.deal, isouter=True),
    select(func.max(ProbeClient.name)),
)


def test_the_same_statements_run_for_many_people_in_many_threads(sessions, lender):
    roles = (Role.SALES, Role.MANAGER, Role.RISK, Role.TEAM_LEAD)
    people = [lender.who(person, role) for person in ("anna", "bert", "carl", "dora") for role in roles]

    def answers(principal):
        with sessions() as session, acting_as(session, principal):
            return [sorted(map(str, session.scalars(statement))) for statement in STATEMENTS]

    alone = {id(principal): answers(principal) for principal in people}
    assert len({str(answer) for answer in alone.values()}) > 4
    asked = people * 12
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(answers, asked))
    assert together == [alone[id(principal)] for principal in asked]


def test_the_statement_is_compiled_once_for_all(sessions, lender, engine):
    for person in ("anna", "bert", "carl"):
        with sessions() as session, acting_as(session, lender.who(person, Role.SALES)):
            before = len(engine._compiled_cache)
            session.scalars(select(ProbeClient.grade)).all()
            assert (len(engine._compiled_cache) > before) is (person == "anna")


def test_what_the_gateway_costs_a_simple_select(sessions, lender, record_property):
    def microseconds(principal) -> float:
        best = []
        with sessions() as session:
            for _ in range(7):
                with principal(session):
                    start = time.perf_counter()
                    for _ in range(100):
                        session.execute(select(ProbeClient.id).where(ProbeClient.id == 1)).all()
                    best.append((time.perf_counter() - start) * 10_000)
        return min(best)

    governed = microseconds(lambda session: acting_as(session, lender.who("dora", Role.MANAGER)))
    free = microseconds(lambda session: as_system(session, "bench"))
    record_property("microseconds", governed - free)
    assert governed - free < 2_000, "the gateway has become as costly as a query"
