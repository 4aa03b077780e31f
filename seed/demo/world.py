"""What every part of the demo lender needs: its dates, its dice, its bulk writer, and what was made so far."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from app.people.employee import Unit
from app.security.roles import Role
from app.shared.months import add_months
from seed.demo.bulk import Bulk

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MONTHS = 24


@dataclass(frozen=True)
class Person:
    """A member of staff: the employee's key, their user's, and where they stand."""

    id: int
    user_id: int
    name: str
    role: Role
    unit: Unit
    branch_id: int
    manager_id: int | None


@dataclass
class World:
    """`as_of` is the business date on which the demo is shown, `first_day` that on which the lender began.

    `papers` are what an application needs, as (name, group, class of product, mandatory).
    """

    seed: int
    as_of: date
    size: float
    bulk: Bulk
    branches: dict[str, int] = field(default_factory=dict)
    staff: list[Person] = field(default_factory=list)
    products: dict[str, Any] = field(default_factory=dict)
    campaigns: list[Any] = field(default_factory=list)
    partners: dict[str, int] = field(default_factory=dict)
    papers: list[tuple[str, Any, Any, bool]] = field(default_factory=list)
    phones: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)

    @property
    def first_day(self) -> date:
        """The first day of the first of the months in which the lender has worked."""
        return add_months(self.as_of.replace(day=1), -MONTHS)

    def dice(self, subject: str) -> Random:
        """Return the dice of a subject: what one subject throws never moves another."""
        return Random(f"{self.seed}/{self.as_of}/{self.size}/{subject}")  # noqa: S311 - a demo, not a secret

    def count(self, at_full_size: float) -> int:
        """Return how many there are at this size, at least one."""
        return max(1, round(at_full_size * self.size))

    def people(self, *roles: Role, branch_id: int | None = None) -> list[Person]:
        """Return the staff of these roles, of one branch or of all."""
        return [p for p in self.staff if p.role in roles and branch_id in (None, p.branch_id)]

    def person(self, employee_id: int) -> Person:
        """Return the member of staff with this key."""
        return next(p for p in self.staff if p.id == employee_id)


@cache
def instant(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """Return an instant of a day in the lender's time zone, as UTC."""
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


def office_hour(rng: Random, day: date) -> datetime:
    """Return an instant within the office hours of a day."""
    return instant(day, rng.randrange(8, 17), rng.randrange(60))


def working_day(day: date) -> date:
    """Return the day itself or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
