"""How what a former system counts as repaid settles the oldest instalments of our schedule; pure."""

from collections.abc import Callable, Sequence
from typing import Any

Row = dict[str, Any]


def pay_oldest(
    rows: Sequence[Row], principal: int, interest: int, *, earned: Callable[[Row], int], tolerance: int
) -> int:
    """Pay instalments, oldest first, with repaid `principal` and `interest`; returns how many of them are settled.

    An instalment is settled where its principal was repaid within `tolerance`; its interest is then what was paid for
    it, however many days the former system counted, and cents by which the two schedules differ move to the next one.
    An open instalment takes interest up to what it has `earned`, and only where principal was paid on it or nothing is
    settled. All amounts in minor units; the interest paid on all rows adds up to `interest`.
    """
    settled = _settled(rows, principal + tolerance)
    rest = principal - sum(row["principal"] for row in rows[:settled])
    if settled and abs(rest) <= tolerance:
        _shift(rows[settled - 1], rows[settled], rest)
        rest = 0
    for row in rows[:settled]:
        row["paid_principal"] = row["principal"]
        row["paid_interest"] = min(interest, row["interest"])
        interest -= row["paid_interest"]
    for row in rows[settled:]:
        row["paid_principal"] = min(rest, row["principal"])
        rest -= row["paid_principal"]
        if row["paid_principal"] or not settled:
            row["paid_interest"] = min(interest, earned(row))
            interest -= row["paid_interest"]
    last = rows[max(settled - 1, 0)]
    last["paid_interest"] += interest
    last["interest"] = max(last["interest"], last["paid_interest"])
    for row in rows[:settled]:
        row["interest"] = row["paid_interest"]
    return settled


def _settled(rows: Sequence[Row], repaid: int) -> int:
    """Return how many instalments `repaid` covers; the last one stays open, since the loan still owes something."""
    count = 0
    for row in rows[:-1]:
        repaid -= row["principal"]
        if repaid < 0:
            break
        count += 1
    return count


def _shift(last: Row, following: Row, amount: int) -> None:
    last["principal"] += amount
    following["principal"] -= amount
    following["opening"] -= amount
