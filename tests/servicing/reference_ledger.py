"""A second ledger for one annuity loan, written from the rules alone: it knows nothing of app, only of events.

It keeps no balance. Whatever is asked is worked out anew from the loan and from the list of what was paid when.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

PARTS = ("principal", "interest", "overdue_int", "late_int")
TOLERANCE = 1000


def half_up(amount: Fraction) -> int:
    """Round to a whole number, a half away from nothing."""
    return floor(amount + Fraction(1, 2))


def month_later(day: date, months: int) -> date:
    """Return the same day of a later month; the loans of these tests are due on days that every month has."""
    months += day.month - 1
    return day.replace(year=day.year + months // 12, month=months % 12 + 1)


@dataclass(frozen=True)
class Planned:
    """One planned instalment."""

    start: date
    due: date
    opening: int
    principal: int
    interest: int


@dataclass(frozen=True)
class Paid:
    """A part of one instalment that was paid on a day."""

    k: int
    part: str
    amount: int
    on: date


@dataclass
class Money:
    """What came in on a day, or credit that was used: what it paid, and what it left or took as credit."""

    on: date
    receipt: int
    parts: list[Paid]
    credit: int


@dataclass
class ReferenceLedger:
    """An annuity by actual days over 365, late interest at 1.5 times its rate and at 10 %, order of the circular."""

    amount: int
    rate: Fraction
    periods: int
    paid_out: date
    holidays: frozenset[date] = frozenset()
    money: list[Money] = field(default_factory=list)
    seen_through: date | None = None

    def __post_init__(self) -> None:
        self.plan = self._plan()

    # --- events

    def receive(self, receipt: int, on: date, amount: int) -> None:
        """Money that came in: it pays what is due in the order that applies, the rest is credit."""
        self._see(on)
        parts, left = self._spread(amount, on)
        self.money.append(Money(on, receipt, parts, left))

    def take_back(self, receipt: int) -> None:
        """The latest receipt never came; what credit has paid since is credit again."""
        at = next(i for i, row in enumerate(self.money) if row.receipt == receipt)
        self.money = self.money[:at]

    def close(self, on: date) -> None:
        """The day ends: credit pays what is due."""
        self._see(on)
        due = sum(self._owed(k, part, on) for k in self._due(on) for part in PARTS)
        if (used := min(self.credit(), due)) > 0:
            parts, left = self._spread(used, on)
            assert left == 0
            self.money.append(Money(on, 0, parts, -used))

    # --- what follows from them

    def balances(self) -> dict[str, int]:
        """Return what is owed now, late interest to the last day that was looked at."""
        on = self.seen_through or self.paid_out
        rows = range(len(self.plan))
        owed = {part: sum(self._charged(k, part, on) - self._paid(k, part) for k in rows) for part in PARTS[2:]}
        return {
            "principal": self.amount - sum(self._paid(k, "principal") for k in rows),
            "interest": sum(self._earned(k, on) - self._paid(k, "interest") for k in rows),
            "overdue_interest": owed["overdue_int"],
            "late_interest": owed["late_int"],
            "credit": self.credit(),
        }

    def credit(self) -> int:
        """Return the customer's unused money."""
        return sum(row.credit for row in self.money)

    def payoff(self, on: date, fee_percent: int) -> int:
        """Return what ends the loan on a day."""
        future = [k for k, row in enumerate(self.plan) if row.due > on]
        early = sum(self.plan[k].principal - self._paid(k, "principal") for k in future)
        fee = half_up(Fraction(early * fee_percent, 100))
        due = sum(self._owed(k, part, on) for k in self._due(on) for part in PARTS)
        running = self._earned(future[0], on) if future else 0
        return max(0, due + early + running + fee - self.credit())

    # --- the rules

    def _plan(self) -> list[Planned]:
        dues = [self.paid_out] + [month_later(self.paid_out, k) for k in range(1, self.periods + 1)]
        discount, sum_of_discounts = Fraction(1), Fraction(0)
        for start, due in itertools.pairwise(dues):
            discount /= 1 + self.rate * (due - start).days / 365
            sum_of_discounts += discount
        payment = ceil(self.amount / sum_of_discounts / 1000) * 1000
        plan, opening = [], self.amount
        for start, due in itertools.pairwise(dues):
            interest = half_up(opening * self.rate * (due - start).days / 365)
            principal = opening if due == dues[-1] else payment - interest
            plan.append(Planned(start, due, opening, principal, interest))
            opening -= principal
        return plan

    def _see(self, on: date) -> None:
        self.seen_through = max(on, self.seen_through or on)

    def _last_day(self, due: date) -> date:
        while due.weekday() > 4 or due in self.holidays:
            due += timedelta(days=1)
        return due

    def _missed(self, k: int, on: date) -> bool:
        return self._last_day(self.plan[k].due) < on

    def _due(self, on: date) -> list[int]:
        return [k for k, row in enumerate(self.plan) if row.due <= on]

    def _paid(self, k: int, part: str) -> int:
        return sum(p.amount for row in self.money for p in row.parts if (p.k, p.part) == (k, part))

    def _earned(self, k: int, on: date) -> int:
        row = self.plan[k]
        held = min((on - row.start).days, (row.due - row.start).days)
        return min(row.interest, half_up(row.opening * self.rate * held / 365)) if held > 0 else 0

    def _charged(self, k: int, part: str, on: date) -> int:
        """Return late interest to a day, on every day's unpaid amount; what was paid in time never was unpaid."""
        if not self._missed(k, on):
            return 0
        row, base = self.plan[k], "principal" if part == "overdue_int" else "interest"
        unpaid, days, since = getattr(row, base), 0, row.due
        for paid in (p for entry in self.money for p in entry.parts if (p.k, p.part) == (k, base)):
            if self._missed(k, paid.on):
                days += unpaid * (paid.on - since).days
                since = paid.on
            unpaid -= paid.amount
        days += unpaid * (on - since).days
        rate = self.rate * Fraction(3, 2) if part == "overdue_int" else Fraction(1, 10)
        return half_up(days * rate / 365)

    def _owed(self, k: int, part: str, on: date) -> int:
        whole = getattr(self.plan[k], part) if part in PARTS[:2] else self._charged(k, part, on)
        return whole - self._paid(k, part)

    def _order(self, on: date) -> Iterable[tuple[int, str]]:
        """Yield what is paid first: the order of the circular while something is overdue, the agreed one otherwise."""
        due = self._due(on)
        unpaid = {k: self._owed(k, "principal", on) + self._owed(k, "interest", on) for k in due}
        late = [k for k in due if self._missed(k, on)]
        if not any(unpaid[k] > TOLERANCE for k in late):
            for k in due:
                yield from ((k, part) for part in ("late_int", "overdue_int", "interest", "principal"))
        elif self._missed(self.periods - 1, on):
            yield from ((k, "principal") for k in due)
            yield from ((k, part) for k in due for part in PARTS[1:])
        else:
            for group in (late, [k for k in due if k not in late]):
                yield from ((k, "principal") for k in group)
                yield from ((k, part) for k in group for part in PARTS[1:])

    def _spread(self, amount: int, on: date) -> tuple[list[Paid], int]:
        parts = []
        for k, part in list(self._order(on)):
            if (paid := min(amount, self._owed(k, part, on))) > 0:
                parts.append(Paid(k, part, paid, on))
                amount -= paid
        return parts, amount
