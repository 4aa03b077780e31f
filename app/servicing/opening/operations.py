"""Opening balances: contracts that were paid out, and repaid in part, in a former system."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.servicing.classification.day_facts import DayFacts, day_facts
from app.servicing.contract.model import Contract
from app.servicing.contract.operations import settle, take_effect
from app.servicing.instalment.model import PAID_PARTS, InstalmentStatus
from app.servicing.instalment.operations import books_of, write_books
from app.servicing.instalment.queries import earned_by
from app.servicing.ledger.model import AccountRole, EntryKind
from app.servicing.ledger.operations import Line, Posting, credit, debit, post_many
from app.servicing.opening.rules import pay_oldest
from app.servicing.receipt.rules import Component
from app.servicing.repayment.operations import insert_allocations, status_of
from app.shared.errors import InvalidInput
from app.shared.text import msg

_INCOME = {
    Component.INTEREST: AccountRole.INTEREST_INCOME,
    Component.OVERDUE_INTEREST: AccountRole.LATE_INTEREST_INCOME,
    Component.LATE_INTEREST: AccountRole.LATE_INTEREST_INCOME,
    Component.FEE: AccountRole.FEE_INCOME,
}


@dataclass(frozen=True, slots=True)
class Opening:
    """A signed contract, the day it was paid out on, and what has been paid on it, in minor units."""

    contract: Contract
    paid_out_on: date
    paid: Mapping[Component, int]

    @property
    def is_repaid(self) -> bool:
        """Tell whether no principal is left."""
        return self.paid.get(Component.PRINCIPAL, 0) == self.contract.amount


def open_contracts(session: Session, openings: Sequence[Opening], *, as_of: date) -> None:
    """Put signed contracts on the books as they stood at the end of `as_of`.

    Posts for each its payout as one entry and all repayments as another, none where nothing was paid, settles the
    oldest instalments of its schedule with them, and books the interest earned beyond them. A contract without
    principal left is settled. Raises InvalidInput where more principal was paid than lent.
    """
    for opening in openings:
        if opening.paid.get(Component.PRINCIPAL, 0) > opening.contract.amount:
            raise InvalidInput.of({"principal": msg("More principal was repaid than was lent.")})
        take_effect(opening.contract, opening.paid_out_on)
        if opening.is_repaid:
            settle(opening.contract, as_of)
    session.add_all(opening.contract for opening in openings)
    session.flush()
    day = day_facts(session, as_of)
    books, accruals = [], []
    for opening in openings:
        opened = books_of(opening.contract, opening.paid_out_on)
        opened.balance["accrued_through"] = max(as_of, opening.paid_out_on)
        earned = _pay_instalments(opening, opened.instalments, day)
        if earned:
            accruals.append(Posting(EntryKind.ACCRUAL, earned, opening.contract, opening.contract, on=as_of))
        books.append(opened)
    write_books(session, books)
    post_many(session, [_payout(opening, as_of) for opening in openings])
    _post_repayments(session, [opening for opening in openings if sum(opening.paid.values())], as_of)
    post_many(session, accruals)


def _payout(opening: Opening, as_of: date) -> Posting:
    contract = opening.contract
    lines = [
        debit(AccountRole.PRINCIPAL, contract.amount, Component.PRINCIPAL),
        credit(AccountRole.OPENING, contract.amount),
    ]
    return Posting(EntryKind.OPENING_DISBURSEMENT, lines, contract, contract, on=as_of)


def _post_repayments(session: Session, openings: Sequence[Opening], as_of: date) -> None:
    postings = []
    for opening in openings:
        paid, contract = opening.paid, opening.contract
        lines = [
            debit(AccountRole.OPENING, sum(paid.values())),
            credit(AccountRole.PRINCIPAL, paid.get(Component.PRINCIPAL, 0), Component.PRINCIPAL),
            *(credit(role, paid.get(component, 0), component) for component, role in _INCOME.items()),
        ]
        postings.append(Posting(EntryKind.OPENING_REPAYMENT, lines, contract, contract, on=as_of))
    allocations = []
    for opening, entry_id in zip(openings, post_many(session, postings), strict=True):
        facts = {"contract_id": opening.contract.id, "entry_id": entry_id, "value_on": as_of}
        facts |= {"receipt_id": None, "instalment_id": None}
        allocations += [facts | {"component": c, "amount": amount} for c, amount in opening.paid.items() if amount]
    if allocations:
        insert_allocations(session, allocations)


def _pay_instalments(opening: Opening, rows: Sequence[dict[str, Any]], day: DayFacts) -> list[Line]:
    """Mark in new instalments what was paid of them; returns the lines that book what is earned beyond.

    Once no principal is left the schedule is frozen, and nothing more is earned.
    """
    contract, paid = opening.contract, opening.paid
    for row in rows:
        row |= {f"paid_{part}": 0 for part in PAID_PARTS} | {"overdue_int": 0, "late_int": 0, "paid_on": None}
    pay_oldest(
        rows,
        paid.get(Component.PRINCIPAL, 0),
        paid.get(Component.INTEREST, 0),
        earned=lambda row: earned_by(contract, row, day.on),
        tolerance=day.tolerance,
    )
    lines = []
    for row in rows:
        row["status"] = InstalmentStatus.RESCHEDULED if opening.is_repaid else status_of(row, day)
        if row["status"] is InstalmentStatus.PAID:
            # The former system says that it was paid, not when.
            row["paid_on"] = min(row["due_on"], day.on)
        unpaid = earned_by(contract, row, day.on) - row["paid_interest"]
        if unpaid > 0 and row["status"] not in (InstalmentStatus.PAID, InstalmentStatus.RESCHEDULED):
            lines += [
                debit(AccountRole.INTEREST_RECEIVABLE, unpaid, Component.INTEREST, row["k"]),
                credit(AccountRole.INTEREST_INCOME, unpaid, Component.INTEREST, row["k"]),
            ]
    return lines
