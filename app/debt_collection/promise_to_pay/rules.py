"""When a promise is acceptable, and what became of it; pure."""

from datetime import date, timedelta
from typing import Any

from app.shared.text import Message, msg

LONGEST_PROMISE = timedelta(days=7)


def is_due_within_a_week(promise: Any) -> tuple[str, Message] | None:
    """Refuse a promise for the past or for later than seven days after it is made."""
    if promise.made_on is None or promise.due_on is None:
        return None
    if not promise.made_on <= promise.due_on <= promise.made_on + LONGEST_PROMISE:
        return "due_on", msg("A promise is due within 7 days of being made.")
    return None


def outcome(promised: int, received: int, due_on: date, today: date) -> str:
    """Return the status at the end of `today`: kept as soon as all is there, else settled the day after `due_on`."""
    if received >= promised:
        return "kept"
    if today <= due_on:
        return "open"
    return "partial" if received * 2 >= promised else "broken"
