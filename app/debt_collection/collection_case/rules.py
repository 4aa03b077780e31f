"""How a case's stage and priority follow from days past due and amount; pure."""

from dataclasses import dataclass

_SCORE_MAX = 100


@dataclass(frozen=True)
class StageLimits:
    """The first day past due of each stage after the soft one, from the policy parameters."""

    hard_from: int
    field_from: int
    legal_from: int


def stage_for(days_past_due: int, limits: StageLimits) -> str:
    """Return the stage of an open case; 0 days past due is before the due date."""
    if days_past_due <= 0:
        return "pre_due"
    if days_past_due >= limits.legal_from:
        return "legal"
    if days_past_due >= limits.field_from:
        return "field"
    return "hard" if days_past_due >= limits.hard_from else "soft"


def priority_for(days_past_due: int, overdue_amount: int, amount_scale: int) -> int:
    """Return 0 to 100: half for lateness up to 90 days, half for the overdue amount up to `amount_scale`."""
    lateness = min(max(days_past_due, 0), 90) * 50 // 90
    size = min(max(overdue_amount, 0), amount_scale) * 50 // amount_scale
    return min(lateness + size, _SCORE_MAX)
