"""What a closed day does to collection: cases move by their days past due, promises are settled."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.debt_collection.collection_case.model import CaseStage, CollectionCase
from app.debt_collection.field_visit.model import FieldVisit, VisitStatus
from app.debt_collection.promise_to_pay.model import PromiseStatus, PromiseToPay
from app.debt_collection.promise_to_pay.rules import outcome
from app.security.acting import as_system
from app.security.roles import Role
from app.servicing.contract.model import Contract
from tests.factories import servicing as make
from tests.factories.people import make_branch, make_employee

PAID_OUT = date(2026, 1, 15)
MISSED = date(2026, 2, 15)
PROMISED = 1_000_000


@pytest.fixture
def loan(session: Session) -> Contract:
    """A loan whose first instalment, due on a Sunday, nobody pays; every day before is closed."""
    contract = make.make_loan(session, PAID_OUT)
    make.close_through(session, MISSED - timedelta(days=1))
    return contract


def case_of(session: Session, loan: Contract) -> CollectionCase:
    """Return the customer's case as it stands now."""
    with as_system(session, "test"):
        query = select(CollectionCase).where(CollectionCase.customer_id == loan.customer_id)
        return session.scalars(query.execution_options(populate_existing=True)).one()


def closed_until_a_case_opens(session: Session, loan: Contract) -> date:
    """Close days until the loan has a case; return the last day closed."""
    for days in range(10):
        day = MISSED + timedelta(days=days)
        make.close_through(session, day)
        with as_system(session, "test"):
            found = select(CollectionCase.id).where(CollectionCase.customer_id == loan.customer_id)
            if session.scalar(found) is not None:
                return day
    raise AssertionError("no case was opened")


def promise(session: Session, loan: Contract, made_on: date, due_on: date) -> PromiseToPay:
    """Add the customer's promise of PROMISED."""
    row = PromiseToPay(collection_case_id=case_of(session, loan).id, amount=PROMISED, made_on=made_on, due_on=due_on)
    with as_system(session, "test"):
        session.add(row)
        session.flush()
    return row


def test_a_case_goes_from_soft_to_hard_by_its_days_past_due(session: Session, loan: Contract) -> None:
    opened = closed_until_a_case_opens(session, loan)
    first = case_of(session, loan).days_past_due
    stages = {}
    for days in range(13):
        make.close_through(session, opened + timedelta(days=days))
        case = case_of(session, loan)
        assert case.days_past_due == first + days
        stages[case.days_past_due] = case.stage
    assert (stages[10], stages[11]) == (CaseStage.SOFT, CaseStage.HARD)


@pytest.mark.parametrize(
    ("paid", "becomes"),
    [
        (0, PromiseStatus.BROKEN),
        (PROMISED // 2 - 1, PromiseStatus.BROKEN),
        (PROMISED // 2, PromiseStatus.PARTIAL),
        (PROMISED, PromiseStatus.KEPT),
    ],
)
def test_a_promise_is_settled_the_day_after_it_was_due(
    session: Session, loan: Contract, paid: int, becomes: PromiseStatus
) -> None:
    made_on = closed_until_a_case_opens(session, loan) + timedelta(days=1)
    due_on = made_on + timedelta(days=2)
    row = promise(session, loan, made_on, due_on)
    make.close_through(session, due_on)
    assert row.status is PromiseStatus.OPEN
    if paid:
        make.receive(session, loan, paid)
    make.close_through(session, due_on + timedelta(days=1))
    assert (row.status, row.kept_amount) == (becomes, paid)


def test_all_the_money_before_the_due_date_keeps_the_promise_at_once() -> None:
    due = date(2026, 3, 10)
    assert outcome(100, 100, due, due - timedelta(days=3)) == "kept"
    assert outcome(100, 99, due, due) == "open"


def test_a_case_that_is_cured_calls_off_its_visits(session: Session, loan: Contract) -> None:
    closed_until_a_case_opens(session, loan)
    case, branch = case_of(session, loan), make_branch(session)
    visitors = [make_employee(session, Role.FIELD_COLLECTOR, branch) for _ in range(2)]
    with as_system(session, "test"):
        facts = {
            "collection_case_id": case.id,
            "planned_at": datetime(2026, 3, 2, 5, tzinfo=UTC),
            "place": "12 Lê Lợi",
            "objective": "Gặp khách",
        }
        pair = {"visitor_id": visitors[0].id, "companion_id": visitors[1].id, "analysis": "Còn đi làm"}
        visits = {
            status: FieldVisit(status=status, **facts, **pair)
            for status in (VisitStatus.PLANNED, VisitStatus.APPROVED, VisitStatus.CHECKED_IN)
        }
        session.add_all(visits.values())
        session.flush()
    make.receive(session, loan, 10_000_000)
    with as_system(session, "test"):
        assert case_of(session, loan).stage is CaseStage.CLOSED
        assert visits[VisitStatus.PLANNED].status is visits[VisitStatus.APPROVED].status is VisitStatus.CALLED_OFF
        assert visits[VisitStatus.CHECKED_IN].status is VisitStatus.CHECKED_IN
