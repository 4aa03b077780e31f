"""What makes a limit acceptable, and what it covers."""

from collections.abc import Iterable
from typing import Any, TypeVar

from app.shared.text import Message, msg

Limit = TypeVar("Limit")


def validity_is_a_stretch(limit: Any) -> tuple[str, Message] | None:
    """Refuse an end before the beginning."""
    if limit.valid_from and limit.valid_to and limit.valid_to < limit.valid_from:
        return "valid_to", msg("The last day cannot be before the first day.")
    return None


def covers(limit: Any, amount: int) -> bool:
    """Tell whether the limit reaches the amount (minor units); None, no limit at all, reaches nothing."""
    return limit is not None and (limit.amount is None or amount <= limit.amount)


def widest(limits: Iterable[Limit]) -> Limit | None:
    """Return the limit that reaches furthest, one without an amount before any other."""

    def reach(limit: Any) -> tuple[bool, int, int]:
        return limit.amount is None, limit.amount or 0, limit.level or 0

    return max(limits, key=reach, default=None)
