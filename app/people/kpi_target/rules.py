"""What makes a target acceptable, and how it is scored."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.shared.text import Message, msg

ACHIEVEMENT_MAX = Decimal("1.2")
_CENT = Decimal("0.01")


def is_for_a_person_or_a_department(target: Any) -> tuple[str, Message] | None:
    """Require exactly one of the two."""
    person = target.employee_id or target.employee
    if bool(person) == bool(target.unit):
        return "employee_id", msg("Choose a person or a department, not both.")
    return None


def target_fits_the_measure(target: Any) -> tuple[str, Message] | None:
    """Require a whole number for counts and amounts, a rate for the rest, and not the other."""
    wanted, other = ("target_whole", "target_rate") if target.metric.is_whole else ("target_rate", "target_whole")
    if getattr(target, wanted) is None:
        return wanted, msg("Please fill in this field.")
    if getattr(target, other) is not None:
        return other, msg("This measure takes the other kind of target.")
    return None


def weights_are_whole(weights: Iterable[Decimal]) -> bool:
    """Tell whether the weights (percent) add up to 100."""
    return sum(weights, Decimal(0)) == 100


def achievement(target: Decimal, actual: Decimal, *, lower_is_better: bool = False) -> Decimal:
    """Return how far the target was reached, from 0 to 1.2 (M25); nothing at all is the best of what is bad."""
    if lower_is_better:
        share = target / actual if actual > 0 else ACHIEVEMENT_MAX
    else:
        share = actual / target if target > 0 else Decimal(0)
    return min(max(share, Decimal(0)), ACHIEVEMENT_MAX)


def score(parts: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """Return Σ weight (percent) × achievement, to two decimals, half up."""
    total = sum((weight * reached for weight, reached in parts), Decimal(0))
    return total.quantize(_CENT, ROUND_HALF_UP)


def period_bounds(period: str) -> tuple[date, date]:
    """Return the first and last day of `2026-11` or `2026-Q4`."""
    year, part = int(period[:4]), period[5:]
    first, last = (int(part[1]) * 3 - 2, int(part[1]) * 3) if part.startswith("Q") else (int(part), int(part))
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
