"""What one day means for all contracts: from when a due date counts as missed, tolerance, limits of the groups."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.servicing.classification.rules import GroupLimits
from app.shared.holiday import holidays
from app.shared.months import add_months
from app.shared.policy import policy_values
from app.shared.working_days import next_working_day

_TOLERANCE = "days_past_due.tolerance"
_GROUPS = tuple(f"debt_group.{group}_from" for group in (2, 3, 4, 5))
PARAMETERS = (_TOLERANCE, *_GROUPS)
_LONGEST_REST = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class DayFacts:
    """`missed_through`: the last due date whose last day to pay has ended before the end of `on`."""

    on: date
    missed_through: date
    tolerance: int
    limits: GroupLimits
    holidays: AbstractSet[date]

    def observed_since(self, months: int) -> date:
        """Return the latest day from which `months` of regular payment have passed by `on`."""
        day = add_months(self.on, -months)
        while add_months(day + timedelta(days=1), months) <= self.on:
            day += timedelta(days=1)
        return day


def day_facts(session: Session, on: date) -> DayFacts:
    """Return the facts of `on`; raises UnknownPolicy."""
    values = policy_values(session, PARAMETERS, on)
    rest = holidays(session, on - _LONGEST_REST, on + _LONGEST_REST)
    first = [int(values[name]) for name in _GROUPS]
    return DayFacts(
        on=on,
        missed_through=missed_through(on, rest),
        tolerance=int(values[_TOLERANCE]),
        limits=GroupLimits((first[0], first[1], first[2], first[3])),
        holidays=rest,
    )


def missed_through(on: date, rest: AbstractSet[date]) -> date:
    """Return the last due date that is overdue at the end of `on`: the next working day after it lies before `on`."""
    day = on - timedelta(days=1)
    while next_working_day(day, rest) >= on:
        day -= timedelta(days=1)
    return day
