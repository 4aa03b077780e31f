"""A survey asks once a ticket, and only when the ticket is closed."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.survey import Survey
from app.care.ticket.model import Ticket, TicketStatus
from app.people.branch import Branch
from app.people.employee import Employee
from app.security.roles import Role
from app.shared.errors import Denied, InvalidInput
from tests.factories.care import make_ticket, survey_facts
from tests.factories.parties import make_customer
from tests.factories.people import make_branch, make_employee, signed_in


@pytest.fixture
def branch(session: Session) -> Branch:
    return make_branch(session)


@pytest.fixture
def people(session: Session, branch: Branch) -> dict[str, Employee]:
    return {role.name: make_employee(session, role, branch) for role in (Role.CARE, Role.AUDITOR)}


def ticket_of(session: Session, branch: Branch, status: TicketStatus) -> Ticket:
    return make_ticket(session, make_customer(session, branch), status=status)


def answer(session: Session, who: Employee, ticket: Ticket, **facts: object) -> None:
    with signed_in(session, who):
        session.add(Survey(**survey_facts(ticket_id=ticket.id, **facts)))
        session.flush()


def test_is_kept_with_its_score(session: Session, people: dict[str, Employee], branch: Branch) -> None:
    ticket = ticket_of(session, branch, TicketStatus.CLOSED)
    answer(session, people["CARE"], ticket, score=9)
    with signed_in(session, people["AUDITOR"]):
        assert session.scalars(select(Survey.score).where(Survey.ticket_id == ticket.id)).all() == [9]


@pytest.mark.parametrize(("status", "score"), [(TicketStatus.RESOLVED, 9), (TicketStatus.CLOSED, 11)])
def test_is_refused_before_the_end_and_beyond_the_scale(
    session: Session, people: dict[str, Employee], branch: Branch, status: TicketStatus, score: int
) -> None:
    with pytest.raises(InvalidInput):
        answer(session, people["CARE"], ticket_of(session, branch, status), score=score)


def test_is_not_written_by_an_auditor(session: Session, people: dict[str, Employee], branch: Branch) -> None:
    with pytest.raises(Denied):
        answer(session, people["AUDITOR"], ticket_of(session, branch, TicketStatus.CLOSED))
