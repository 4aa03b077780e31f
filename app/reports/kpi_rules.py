"""KPI arithmetic: how far a target is reached, and the weighted score."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from app.shared.rounding import EXACT

MOST = Decimal("1.2")
_HUNDRED = Decimal(100)


def achievement(actual: Decimal, target: Decimal, *, lower_is_better: bool) -> Decimal:
    """Return how far the target is reached, 1 for exactly and at most 1.2; an unwanted figure of 0 reaches most."""
    if lower_is_better:
        reached = MOST if not actual else EXACT.divide(target, actual)
    else:
        reached = MOST if not target else EXACT.divide(actual, target)
    return min(max(reached, Decimal(0)), MOST)


def points(weight_percent: Decimal, reached: Decimal) -> Decimal:
    """Return what a target adds to the score, out of its weight in percent."""
    return EXACT.multiply(weight_percent, reached).quantize(Decimal("0.01"))


def score(parts: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """Return the score out of 100 from (weight in percent, achievement), rounded once at the end."""
    total = sum((EXACT.multiply(weight, reached) for weight, reached in parts), start=Decimal(0))
    return total.quantize(Decimal("0.1"))


def period_names(first: date, last: date) -> tuple[str, ...]:
    """Return the target periods that a stretch of days is, the closest first: its month, its quarter, or neither."""
    if first.day != 1 or first.year != last.year:
        return ()
    names = []
    if first.month == last.month:
        names.append(f"{first:%Y-%m}")
    if first.month % 3 == 1 and (first.month - 1) // 3 == (last.month - 1) // 3:
        names.append(f"{first.year}-Q{(first.month + 2) // 3}")
    return tuple(names)
