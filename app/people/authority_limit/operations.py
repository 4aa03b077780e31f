"""Putting limits in force."""

from app.people.authority_limit.model import AuthorityLimit
from app.security.acting import current, session_of
from app.shared.errors import Denied
from app.shared.text import msg


def approve(*, record: AuthorityLimit) -> None:
    """Refuse the person who would profit; that the drafter is another is the action's duty rule."""
    if current(session_of(record)).reach.employee_id == record.employee_id:
        raise Denied(msg("Nobody approves their own limit."))
