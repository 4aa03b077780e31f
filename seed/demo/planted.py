"""Cases that every demo holds, so that they can be shown and tested: `docs/demo.md` says where to find each."""

from datetime import date, timedelta

from app.shared.months import add_months
from seed.demo.loans import Fate, Loan
from seed.demo.repayment import THREE_AT_ONCE
from seed.demo.world import World

LAST_OF_THE_MONTH = "last day of the month"


def mark(world: World, loans: list[Loan]) -> None:
    """Choose the loan that is due on the last days of months, and the one that is paid three instalments at once."""
    good = [loan for loan in loans if loan.fate is Fate.ACTIVE and not loan.days]
    cars = [loan for loan in good if loan.kind == "used_car"]
    longest = max(cars, key=lambda loan: loan.term)
    longest.paid_out_on, longest.keys["planted"] = _thirty_first(world), LAST_OF_THE_MONTH
    long_ago = world.as_of - timedelta(days=200)
    fitting = [loan for loan in good if loan.kind == "unsecured" and loan.paid_out_on < long_ago and loan.term >= 12]
    min(fitting, key=lambda loan: loan.paid_out_on).keys["planted"] = THREE_AT_ONCE
    loans.sort(key=lambda loan: loan.paid_out_on)


def _thirty_first(world: World) -> date:
    """Return the last working day that was a 31st, some months ago."""
    month = add_months(world.as_of.replace(day=1), -4)
    while True:
        last = add_months(month, 1) - timedelta(days=1)
        if last.day == 31 and last.weekday() < 5:
            return last
        month = add_months(month, -1)
