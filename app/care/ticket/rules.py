"""Who may handle a ticket, and by when it is owed an answer."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from app.shared.text import Message, msg

_COMPLAINTS = ("complaint", "collection_complaint")


def nobody_handles_a_complaint_about_themselves(ticket: Any) -> tuple[str, Message] | None:
    """Refuse to give a complaint to the person it is about."""
    about = ticket.about_id or (ticket.about.id if ticket.about else None)
    owner = ticket.owner_id or (ticket.owner.id if ticket.owner else None)
    if ticket.kind in _COMPLAINTS and about is not None and about == owner:
        return "owner_id", msg("A complaint cannot be handled by the person it is about.")
    return None


def only_complaints_are_about_somebody(ticket: Any) -> tuple[str, Message] | None:
    """Refuse to name a person in a question or a request."""
    if ticket.kind not in _COMPLAINTS and (ticket.about_id or ticket.about):
        return "about_id", msg("Only a complaint is about a person.")
    return None


def answer_due(created_at: datetime, hours: Decimal) -> datetime:
    """Return when the answer is owed."""
    return created_at + timedelta(minutes=int(hours * 60))
