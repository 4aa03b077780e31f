"""What a visit's plan and report must satisfy; pure."""

from typing import Any

from app.debt_collection.contact_hours import is_contact_hour
from app.shared.text import Message, msg


def is_within_visiting_hours(visit: Any) -> tuple[str, Message] | None:
    """Refuse visits outside 07:00 to 21:00."""
    if visit.planned_at is not None and not is_contact_hour(visit.planned_at):
        return "planned_at", msg("Visits take place between 07:00 and 21:00 only.")
    return None


def has_two_visitors(visit: Any) -> tuple[str, Message] | None:
    """Refuse a visit by one person alone."""
    if visit.visitor_id is not None and visit.visitor_id == visit.companion_id:
        return "companion_id", msg("Two different people must go on a visit.")
    return None


def person_to_visit_owes_the_debt(visit: Any) -> tuple[str, Message] | None:
    """Refuse to visit anybody who has no duty to pay."""
    if visit.contact is not None and visit.contact.obligation == "none":
        return "contact_id", msg("This person does not owe the debt and may not be visited about it.")
    return None


def checklists_are_read(visit: Any) -> Message | None:
    """Hold a plan back until privacy and safety rules have been read."""
    if not (visit.privacy_checked and visit.safety_checked):
        return msg("Confirm first that the privacy and the safety rules have been read.")
    return None
