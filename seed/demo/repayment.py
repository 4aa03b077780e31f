"""How each borrower pays: in time, a little early, late and then all of it, not any more, or everything at once."""

import enum
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.shared.schedule.rules import Schedule
from seed.demo.delinquency import schedule_of
from seed.demo.loans import Fate, Loan
from seed.demo.world import World

# Of 100 instalments so many are paid late, by kind; then how late.
_LATE = {"unsecured": 5.5, "used_car": 2.5}
_GRADE = {"low": 0.6, "medium": 1.2, "high": 2.0}
_DELAYS = (((1, 9), 62), ((10, 29), 25), ((31, 59), 9), ((61, 88), 4))
_EARLY = 0.08
_TET_MONTHS = {1: 1.1, 2: 1.3, 3: 0.85}
_WRITTEN_OFF_AFTER = 366
# A planted case: who missed these instalments, and who then brought money for two and a half of them.
THREE_AT_ONCE = "three at once"
MOTHER_PAYS = "Nguyễn Thị Hồng (mẹ, nộp thay 3 kỳ)"
_HELD_BACK = (2, 3, 4)


class Kind(enum.StrEnum):
    """What happens to a loan on a day."""

    INSTALMENT = "instalment"
    ARREARS = "arrears"
    SETTLEMENT = "settlement"
    PART = "part"
    WRITE_OFF = "write_off"


@dataclass(frozen=True)
class Happening:
    """`amount` in dong is known beforehand for an instalment; arrears and settlements are what is owed that day.

    `payer` is who brings it, where that is not the borrower.
    """

    on: date
    kind: Kind
    amount: int = 0
    payer: str = ""


def plan(world: World, loan: Loan) -> list[Happening]:
    """Return what happens to the loan until the eve of the demo's day, in order."""
    rng = world.dice(f"repayment {loan.keys['contract']}")
    last, schedule = world.as_of - timedelta(days=1), schedule_of(loan)
    stops_at = _stops_at(rng, loan, schedule, last)
    found: list[Happening] = []
    paid_through = loan.paid_out_on
    for row in schedule.rows:
        if loan.keys.get("planted") == THREE_AT_ONCE and row.k in _HELD_BACK:
            found += _three_at_once(schedule, row.k)
            continue
        if row.due_on > last or row.k > stops_at or (loan.settled_early_on and row.due_on >= loan.settled_early_on):
            break
        if row.due_on <= paid_through:
            continue
        paid_on = _paid_on(rng, loan, row.due_on, found[-1].on if found else loan.paid_out_on)
        limit = min(filter(None, (last, loan.settled_early_on, _limit(schedule, stops_at))))
        if paid_on > row.due_on + timedelta(days=3) and paid_on < limit:
            found.append(Happening(paid_on, Kind.ARREARS))
            paid_through = paid_on
        elif (in_time := min(paid_on, row.due_on)) and in_time <= last:
            found.append(Happening(max(in_time, found[-1].on if found else in_time), Kind.INSTALMENT, row.payment))
    if loan.settled_early_on is not None:
        found.append(Happening(loan.settled_early_on, Kind.SETTLEMENT))
    return [*found, *_after_the_stop(rng, loan, schedule, stops_at, last)]


def _three_at_once(schedule: Schedule, k: int) -> list[Happening]:
    """Return what comes at the end of three missed instalments: money for two and a half of them, then the rest."""
    if k != _HELD_BACK[-1]:
        return []
    row = schedule.rows[k - 1]
    part = _weekday(row.due_on + timedelta(days=4))
    return [
        Happening(part, Kind.PART, row.payment * 5 // 2 // 1000 * 1000, MOTHER_PAYS),
        Happening(_weekday(part + timedelta(days=9)), Kind.ARREARS),
    ]


def _stops_at(rng: Random, loan: Loan, schedule: Schedule, last: date) -> int:
    """Return the number of the last instalment that is paid."""
    if loan.fate is Fate.WRITTEN_OFF:
        latest = last - timedelta(days=_WRITTEN_OFF_AFTER + 5)
        due = sum(row.due_on <= latest for row in schedule.rows)
        return rng.randrange(0, max(1, min(4, due)))
    if loan.days:
        return sum(row.due_on < last - timedelta(days=loan.days) for row in schedule.rows)
    return loan.term


def _limit(schedule: Schedule, stops_at: int) -> date | None:
    """Return the first due date that stays unpaid: nobody pays everything on or after it."""
    return schedule.rows[stops_at].due_on if stops_at < len(schedule.rows) else None


def _paid_on(rng: Random, loan: Loan, due_on: date, earliest: date) -> date:
    """Return the day on which an instalment is paid, by grade and season."""
    chance = _LATE[loan.kind] / 100 * _GRADE.get(loan.grade, 1.0) * _TET_MONTHS.get(due_on.month, 1.0)
    if loan.keys.get("misses_first") and not loan.keys.get("missed_first"):
        loan.keys["missed_first"] = True
        chance = 1.0
    throw = rng.random()
    if throw < chance:
        (first, last), _ = rng.choices(_DELAYS, [weight for _, weight in _DELAYS])[0]
        return _weekday(due_on + timedelta(days=rng.randrange(first, last + 1)))
    if throw > 1 - _EARLY:
        return max(earliest, due_on - timedelta(days=rng.randrange(1, 4)))
    return due_on


def _after_the_stop(rng: Random, loan: Loan, schedule: Schedule, stops_at: int, last: date) -> list[Happening]:
    """Return what still comes in from those who have stopped: a part now and then, and the end of hopeless loans."""
    limit = _limit(schedule, stops_at)
    if limit is None or (loan.fate is Fate.ACTIVE and not loan.days):
        return []
    found = []
    if loan.fate is Fate.WRITTEN_OFF:
        written_off = limit + timedelta(days=_WRITTEN_OFF_AFTER)
        found = [Happening(written_off, Kind.WRITE_OFF)]
        recovered = written_off + timedelta(days=rng.randrange(20, 120))
        if rng.random() < 0.4 and recovered <= last:
            found.append(Happening(recovered, Kind.PART, int(round(schedule.rows[0].payment * 0.5, -3))))
    elif loan.days > 60 and rng.random() < 0.35:
        part = limit + timedelta(days=rng.randrange(20, loan.days - 5))
        found = [Happening(part, Kind.PART, int(round(schedule.rows[0].principal * rng.uniform(0.1, 0.4), -3)) + 1000)]
    return found


def _weekday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
