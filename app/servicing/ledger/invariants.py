"""What must hold of the books every night: entries balance, receipts are allocated, subledger equals ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from app.servicing.balance.columns import COLUMNS
from app.servicing.balance.model import ContractBalance
from app.servicing.ledger.model import LedgerEntry, LedgerLine
from app.servicing.ledger.queries import balances_at, control_totals, posted_between
from app.servicing.receipt.model import Allocation, Receipt, ReceiptStatus

_B, _LINE, _A, _R = ContractBalance.__table__, LedgerLine.__table__, Allocation.__table__, Receipt.__table__
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """A total of the balances, an `entry` or a `receipt` (then with its code) that is not what it should be."""

    what: str
    expected: int
    found: int
    record: str = ""

    def __str__(self) -> str:
        return f"{self.what} {self.record}".strip() + f": should be {self.expected}, is {self.found}"


class BooksDoNotBalance(RuntimeError):
    """An invariant is broken: the day stays open and nothing more is posted until someone has looked."""

    def __init__(self, differences: Sequence[Difference]) -> None:
        super().__init__("; ".join(map(str, differences)))
        self.differences = differences


def check_day(session: Session, first: date | None, last: date, before: Mapping[str, int]) -> dict[str, int]:
    """Check all postings from `first` (from the beginning) to `last`, and return the totals of the balances.

    `before` are the totals that the previous check returned: control accounts are proved from night to night, so that
    the proof costs one day's lines and not the whole book. Raises BooksDoNotBalance with what differs.
    """
    problems = [*_unbalanced(session, first, last), *_unallocated(session, first, last)]
    totals, moved = balance_totals(session), control_totals(session, first, last)
    problems += [
        Difference(name, expected, totals[name])
        for name in totals
        if totals[name] != (expected := before.get(name, 0) + moved[name])
    ]
    if problems:
        raise BooksDoNotBalance(problems[:_SHOWN])
    return totals


def balance_totals(session: Session) -> dict[str, int]:
    """Return column → sum over all contracts."""
    sums = [func.coalesce(func.sum(_B.c[c.name]), 0).label(c.name) for c in COLUMNS]
    return {name: int(value) for name, value in session.connection().execute(select(*sums)).mappings().one().items()}


def differences(session: Session, on: date | None = None) -> list[str]:
    """Rebuild every contract's balance from its lines and return where it differs from the stored one; [] is proof.

    Reads the whole ledger: for tests, restores and the curious.
    """
    day = on or date.max - timedelta(days=1)
    rebuilt = balances_at(session, day).subquery()
    names = ["disbursed", *(c.name for c in COLUMNS)]
    differ = or_(*(_B.c[name] != func.coalesce(rebuilt.c[name], 0) for name in names))
    query = select(_B.c.contract_id).outerjoin(rebuilt, rebuilt.c.contract_id == _B.c.contract_id).where(differ)
    return [f"contract {key}" for key in session.connection().scalars(query)]


def _unbalanced(session: Session, first: date | None, last: date) -> list[Difference]:
    query = (
        posted_between(select(_LINE.c.entry_id, func.sum(_LINE.c.debit), func.sum(_LINE.c.credit)), first, last)
        .group_by(_LINE.c.entry_id, _LINE.c.contract_id)
        .having(func.sum(_LINE.c.debit) != func.sum(_LINE.c.credit))
    )
    rows = session.connection().execute(query)
    return [Difference("entry", int(debit), int(credit), LedgerEntry.code_of(key)) for key, debit, credit in rows]


def _unallocated(session: Session, first: date | None, last: date) -> list[Difference]:
    signed = case((_R.c.reversal_of_id.is_(None), _R.c.amount), else_=-_R.c.amount)
    allocated = func.coalesce(func.sum(_A.c.amount), 0)
    query = (
        select(_R.c.id, signed, allocated)
        .outerjoin(_A, _A.c.receipt_id == _R.c.id)
        .where(_R.c.status == ReceiptStatus.POSTED, _R.c.posted_on <= last)
        .group_by(_R.c.id, _R.c.amount, _R.c.reversal_of_id)
        .having(signed != allocated)
    )
    rows = session.connection().execute(query if first is None else query.where(_R.c.posted_on >= first))
    return [Difference("receipt", int(amount), int(paid), Receipt.code_of(key)) for key, amount, paid in rows]
