"""A ticket from the customer's word to the customer's yes; nobody handles a complaint about themselves."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.ticket.model import Severity, Ticket, TicketKind, TicketStatus
from app.lowcode.perform import perform
from app.people.employee import Employee
from app.security.acting import as_system
from app.security.roles import Role
from app.shared.errors import Conflict, Denied, InvalidInput
from tests.factories.care import make_ticket
from tests.factories.parties import make_customer
from tests.factories.people import make_branch, make_employee, signed_in


class Desk:
    """Two people of customer care and a customer of their branch."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.branch = make_branch(session)
        self.anna, self.binh = (make_employee(session, Role.CARE, self.branch) for _ in range(2))
        self.customer = make_customer(session, self.branch)

    def ticket(self, **facts: object) -> int:
        return make_ticket(self.session, self.customer, **facts).id

    def do(self, who: Employee, key: int, name: str, reason: str = "", **inputs: object) -> None:
        with signed_in(self.session, who):
            perform(self.session, Ticket, name, key, inputs=inputs, reason=reason)

    def stored(self, key: int) -> Ticket:
        with as_system(self.session, "test"):
            return self.session.scalars(select(Ticket).where(Ticket.id == key)).one()


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


def test_is_assigned_answered_and_closed(desk: Desk) -> None:
    key = desk.ticket()
    desk.do(desk.anna, key, "assign", employee_id=desk.binh.id)
    for name in ("start", "wait", "start"):
        desk.do(desk.binh, key, name)
    desk.do(desk.binh, key, "resolve", resolution="Đã giải thích ngày đến hạn")
    desk.do(desk.binh, key, "close", satisfied=5)
    ticket = desk.stored(key)
    assert (ticket.status, ticket.satisfied, ticket.owner_id) == (TicketStatus.CLOSED, 5, desk.binh.id)


@pytest.mark.parametrize(("severity", "hours"), [(Severity.NORMAL, 24), (Severity.URGENT, 4)])
def test_answer_is_due_by_severity(desk: Desk, severity: Severity, hours: int) -> None:
    key = desk.ticket(severity=severity)
    desk.do(desk.anna, key, "assign", employee_id=desk.binh.id)
    ticket = desk.stored(key)
    assert ticket.sla_due_at == ticket.created_at + timedelta(hours=hours)


def test_is_reopened_with_a_reason(desk: Desk) -> None:
    key = desk.ticket(status=TicketStatus.CLOSED)
    with pytest.raises(InvalidInput):
        desk.do(desk.anna, key, "reopen")
    desk.do(desk.anna, key, "reopen", reason="Khách gọi lại")
    assert desk.stored(key).status is TicketStatus.REOPENED


def test_is_not_closed_before_it_is_resolved(desk: Desk) -> None:
    with pytest.raises(Conflict):
        desk.do(desk.anna, desk.ticket(), "close")


@pytest.mark.parametrize("satisfied", [0, 6])
def test_satisfaction_is_one_to_five(desk: Desk, satisfied: int) -> None:
    with pytest.raises(InvalidInput):
        desk.do(desk.anna, desk.ticket(status=TicketStatus.RESOLVED), "close", satisfied=satisfied)


def test_a_cashier_does_not_see_it(desk: Desk) -> None:
    key = desk.ticket()
    cashier = make_employee(desk.session, Role.CASHIER, desk.branch)
    with pytest.raises(Denied):
        desk.do(cashier, key, "assign", employee_id=cashier.id)


class TestComplaint:
    @pytest.fixture
    def about_anna(self, desk: Desk) -> int:
        return desk.ticket(kind=TicketKind.COMPLAINT, about_id=desk.anna.id)

    def test_is_not_assigned_to_whom_it_is_about(self, desk: Desk, about_anna: int) -> None:
        with pytest.raises(InvalidInput, match="about"):
            desk.do(desk.binh, about_anna, "assign", employee_id=desk.anna.id)

    def test_is_not_given_to_them_by_editing(self, desk: Desk, about_anna: int) -> None:
        with signed_in(desk.session, desk.binh):
            desk.session.get_one(Ticket, about_anna).owner_id = desk.anna.id
            with pytest.raises(InvalidInput, match="about"):
                desk.session.flush()

    def test_is_not_touched_by_them(self, desk: Desk, about_anna: int) -> None:
        with pytest.raises(Denied, match="about"):
            desk.do(desk.anna, about_anna, "assign", employee_id=desk.binh.id)

    def test_only_a_complaint_names_a_person(self, desk: Desk) -> None:
        with pytest.raises(InvalidInput):
            desk.ticket(kind=TicketKind.QUESTION, about_id=desk.anna.id)
