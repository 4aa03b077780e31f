"""Tickets and interactions."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.care.interaction import InteractionChannel
from app.care.ticket.model import Ticket, TicketKind
from app.parties.customer.model import Customer
from app.security.acting import as_system


def interaction_facts(**facts: Any) -> dict[str, Any]:
    """Return a call, its subject aside."""
    return {"channel": InteractionChannel.CALL, "summary": "Khách hỏi về lãi suất vay mua xe."} | facts


def make_ticket(session: Session, customer: Customer, **facts: Any) -> Ticket:
    """Add a question of the customer."""
    own = {
        "subject": "Hỏi ngày đến hạn",
        "kind": TicketKind.QUESTION,
        "customer_id": customer.id,
        "branch_id": customer.branch_id,
    }
    with as_system(session, "factory"):
        ticket = Ticket(**(own | facts))
        session.add(ticket)
        session.flush()
    return ticket


def survey_facts(**facts: Any) -> dict[str, Any]:
    """Return a content customer's answer, its ticket aside."""
    return {"score": 9, "comment": "Nhân viên giải thích rõ ràng.", "answered_on": date(2026, 3, 2)} | facts
