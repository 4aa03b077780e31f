"""Days past due and debt groups 1 to 5 (Circular 31/2024, Article 10)."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from app.shared.errors import InvalidInput
from app.shared.months import add_months
from app.shared.text import msg
from app.shared.working_days import SATURDAY_AND_SUNDAY, next_working_day

NON_PERFORMING_FROM_GROUP = 3


class GroupLimitsError(InvalidInput):
    """Debt groups 2 to 5 need four rising numbers of days."""


@dataclass(frozen=True, slots=True)
class Unpaid:
    """An instalment's due date and its unpaid principal and interest, minor units."""

    due_on: date
    amount: int


@dataclass(frozen=True, slots=True)
class GroupLimits:
    """The days past due from which groups 2, 3, 4 and 5 begin; a dated policy parameter."""

    first_days: tuple[int, int, int, int]

    def __post_init__(self) -> None:
        if len(self.first_days) != 4 or sorted(set(self.first_days)) != list(self.first_days) or self.first_days[0] < 1:
            raise GroupLimitsError(msg("Groups 2 to 5 begin at four rising numbers of days, the first at least 1."))


def is_overdue(
    due_on: date, as_of: date, holidays: AbstractSet[date], weekend: AbstractSet[int] = SATURDAY_AND_SUNDAY
) -> bool:
    """Tell whether the last day to pay, the due date or the next working day after it, ended before `as_of`."""
    return as_of > due_on and as_of > next_working_day(due_on, holidays, weekend)


def days_past_due(
    instalments: Iterable[Unpaid],
    as_of: date,
    *,
    tolerance: int,
    holidays: AbstractSet[date],
    weekend: AbstractSet[int] = SATURDAY_AND_SUNDAY,
) -> int:
    """Return the days from the due date of the oldest instalment unpaid above `tolerance`, at the end of `as_of`.

    0 where there is none, and while its due date on a day off may still be met on the next working day.
    """
    oldest = min((unpaid.due_on for unpaid in instalments if unpaid.amount > tolerance), default=None)
    if oldest is None or not is_overdue(oldest, as_of, holidays, weekend):
        return 0
    return (as_of - oldest).days


def debt_group(days: int, limits: GroupLimits) -> int:
    """Return the group, 1 to 5, that `days` past due lead to."""
    return 1 + sum(days >= first for first in limits.first_days)


def worst_group(own: Sequence[int], elsewhere: Sequence[int] = ()) -> int:
    """Return the group of all debts of one customer: the worst of their loans here and at other lenders (Article 9)."""
    return max((*own, *elsewhere), default=1)


def group_after_observation(
    previous: int, by_days: int, days: int, regular_since: date | None, on: date, months: int
) -> int:
    """Return the group at the end of `on`: worse at once, better only after `months` without anything overdue.

    `regular_since` is the first day at whose end nothing was overdue, `months` 1 for a loan of up to a year, else 3
    (Article 10.2).
    """
    if by_days >= previous:
        return by_days
    observed = days == 0 and regular_since is not None and add_months(regular_since, months) <= on
    return by_days if observed else previous


def is_non_performing(group: int) -> bool:
    """Tell whether a group is bad debt: 3, 4 or 5."""
    return group >= NON_PERFORMING_FROM_GROUP
