"""Who is late on the day of the demo: running loans are spread over the ageing buckets by principal."""

from datetime import date, timedelta
from random import Random

from app.origination.scheme.rules import instalment_rounding
from app.shared.months import add_months
from app.shared.rounding import EXACT
from app.shared.schedule.rules import Schedule, build_schedule
from app.shared.schedule.terms import Terms
from seed.demo.loans import Fate, Loan
from seed.demo.world import World

# Shares of the principal in percent, by the days past due with which a bucket begins and ends.
MIX: dict[str, dict[tuple[int, int], float]] = {
    "unsecured": {
        (361, 400): 1.2, (181, 360): 2.6, (91, 180): 3.0, (61, 90): 1.8, (31, 60): 2.6, (10, 30): 3.8, (1, 9): 5.0,
    },
    "used_car": {
        (361, 400): 0.4, (181, 360): 0.8, (91, 180): 1.0, (61, 90): 0.7, (31, 60): 1.2, (10, 30): 2.4, (1, 9): 3.5,
    },
}  # fmt: skip


def schedule_of(loan: Loan) -> Schedule:
    """Return the schedule that the loan's contract will have."""
    return build_schedule(
        Terms(
            principal=loan.amount,
            annual_rate=EXACT.divide(loan.rate, 100),
            method=loan.method,
            periods=loan.term,
            disbursed_on=loan.paid_out_on,
            instalment_rounding=instalment_rounding(loan.method, 1000),
        )
    )


def assign(world: World, loans: list[Loan]) -> None:
    """Give running loans the days past due that make up the mix, and move their payouts so that a due date fits.

    What a bucket is short of, or has too much, is passed on to the next milder one.
    """
    rng, closed = world.dice("delinquency"), world.as_of - timedelta(days=1)
    for kind, mix in MIX.items():
        running = [loan for loan in loans if loan.kind == kind and loan.fate is Fate.ACTIVE]
        owed = {id(loan): _owed(loan, closed) for loan in running}
        total, carried = sum(owed.values()), 0.0
        rng.shuffle(running)
        for (first, last), share in mix.items():
            # Who stopped paying still owes what was open then.
            stopped = closed - timedelta(days=(first + last) // 2)
            owed_then = {id(loan): _owed(loan, stopped) for loan in running}
            wanted = total * share / 100 + carried
            found = _pick(running, owed_then, wanted, closed - timedelta(days=first + 45))
            for loan in found:
                _make_late(rng, world, loan, first, last, closed)
                running.remove(loan)
            carried = wanted - sum(owed_then[id(loan)] for loan in found)
    loans.sort(key=lambda loan: loan.paid_out_on)


def _owed(loan: Loan, on: date) -> int:
    """Return the principal that is not yet due at the end of a day."""
    paid = [row.closing for row in schedule_of(loan).rows if row.due_on <= on]
    return paid[-1] if paid else loan.amount


def _pick(running: list[Loan], owed: dict[int, int], wanted: float, latest: date) -> list[Loan]:
    """Return loans paid out by `latest` whose principal comes near to what is wanted."""
    found: list[Loan] = []
    left = wanted
    for loan in running:
        if loan.paid_out_on <= latest and owed[id(loan)] <= left * 1.6:
            found.append(loan)
            left -= owed[id(loan)]
        if left <= wanted * 0.05:
            break
    return found


def _make_late(rng: Random, world: World, loan: Loan, first: int, last: int, closed: date) -> None:
    """Choose the days past due and move the payout to the day of the month on which that instalment falls due."""
    days = list(range(first, last + 1))
    rng.shuffle(days)
    for number in days:
        due_on = closed - timedelta(days=number)
        months = (due_on.year - loan.paid_out_on.year) * 12 + due_on.month - loan.paid_out_on.month
        paid_out_on = add_months(due_on, -max(1, min(months, loan.term)))
        works = due_on.weekday() < 5 and due_on.day <= 28 and paid_out_on.weekday() < 5
        fits = paid_out_on >= world.first_day and add_months(paid_out_on, loan.term) > closed
        if works and fits:
            loan.days, loan.paid_out_on = number, paid_out_on
            return
