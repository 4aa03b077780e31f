"""Handling tickets."""

from app.care.ticket.model import Ticket
from app.care.ticket.rules import answer_due
from app.people.queries import working_employee
from app.security.acting import current, session_of
from app.shared.clock import utc_now
from app.shared.company import business_date
from app.shared.errors import Denied, InvalidInput
from app.shared.policy import policy_value
from app.shared.text import msg


def assign(*, record: Ticket, employee_id: int) -> None:
    """Give the ticket to somebody, never to whom it complains about, and fix when the answer is due."""
    session = session_of(record)
    _keep_apart(record)
    employee = working_employee(session, employee_id)
    if employee.id == record.about_id:
        raise InvalidInput.of({"employee_id": msg("A complaint cannot be handled by the person it is about.")})
    record.owner_id = employee.id
    if record.sla_due_at is None:
        hours = policy_value(session, f"ticket.sla_hours_{record.severity}", business_date(session))
        record.sla_due_at = answer_due(record.created_at, hours)


def handle(*, record: Ticket) -> None:
    """Take a step that only needs somebody other than the person the complaint is about."""
    _keep_apart(record)


def resolve(*, record: Ticket, resolution: str, root_cause: str | None = None) -> None:
    """Note the answer and what lay behind the matter."""
    _keep_apart(record)
    record.resolution, record.root_cause, record.resolved_at = resolution, root_cause, utc_now()


def close(*, record: Ticket, satisfied: int | None = None) -> None:
    """Note that the customer confirmed, and how satisfied they were."""
    _keep_apart(record)
    record.satisfied, record.closed_at = satisfied, utc_now()


def reopen(*, record: Ticket) -> None:
    """Take the matter up again."""
    _keep_apart(record)
    record.closed_at = None


def _keep_apart(ticket: Ticket) -> None:
    actor = current(session_of(ticket)).reach.employee_id
    if ticket.about_id is not None and actor == ticket.about_id:
        raise Denied(msg("A complaint cannot be handled by the person it is about."))
