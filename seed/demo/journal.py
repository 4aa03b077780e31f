"""Ledger rows collected in bulk: the same headings, lines and allocations that postings one by one would leave."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.servicing.balance.columns import COLUMNS
from app.servicing.ledger.model import AccountRole, EntryKind, LedgerEntry, LedgerLine
from app.servicing.ledger.operations import OFF_BALANCE, Line, Unbalanced
from app.servicing.ledger.queries import account_ids
from app.servicing.receipt.model import Allocation
from app.servicing.receipt.rules import Component
from seed.demo.bulk import Bulk
from seed.demo.world import instant

# (role, component) → the balance columns it moves, and whether a debit makes them grow.
_MOVES = {
    (column.role, component): (column.name, 1 if column.grows_by_debit else -1)
    for column in COLUMNS
    for component in ((column.component,) if column.component else (None, *Component))
}
_RECEIVABLES = frozenset({AccountRole.INTEREST_RECEIVABLE, AccountRole.LATE_RECEIVABLE})
Posted = tuple[Any, Line]


class Journal:
    """Collects entries of one business date after another; `today` is the date that is posted for."""

    def __init__(self, session: Session, bulk: Bulk, today: date) -> None:
        self._bulk = bulk
        self._accounts = account_ids(session)
        self.today = today
        self.totals = {column.name: 0 for column in COLUMNS}

    def post(
        self,
        kind: EntryKind,
        posted: Iterable[Posted],
        *,
        source: str,
        source_id: int,
        value_on: date,
        book: Any = None,
    ) -> int:
        """Collect one entry of (book, line) pairs, move the books' balances and return its key, 0 without lines.

        `book` is given where the entry belongs to one contract. Raises Unbalanced.
        """
        kept = [(owner, line) for owner, line in posted if line.debit or line.credit]
        if not kept:
            return 0
        off = sum(line.debit - line.credit for _, line in kept if line.role in OFF_BALANCE)
        if off or sum(line.debit - line.credit for _, line in kept):
            raise Unbalanced(f"{kind} of {self.today}")
        at = instant(self.today, 23)
        entry_id = self._bulk.add(
            LedgerEntry,
            created_at=at,
            kind=kind,
            business_date=self.today,
            value_on=value_on,
            contract_id=book.contract.id if book else None,
            branch_id=book.contract.branch_id if book else None,
            source_entity=source,
            source_id=source_id,
        )
        for owner, line in kept:
            self._line(entry_id, owner, line, at)
            self._move(owner, line)
        return entry_id

    def allocate(
        self, book: Any, rows: Iterable[tuple[int | None, Component, int]], entry_id: int, receipt_id: int | None
    ) -> None:
        """Collect the allocation of an entry as (instalment, component, amount)."""
        for instalment_id, component, amount in rows:
            self._bulk.add(
                Allocation,
                created_at=instant(self.today, 23),
                receipt_id=receipt_id,
                entry_id=entry_id,
                contract_id=book.contract.id,
                instalment_id=instalment_id,
                component=component,
                amount=amount,
                value_on=self.today,
                posted_on=self.today,
            )

    def _line(self, entry_id: int, book: Any, line: Line, at: Any) -> None:
        self._bulk.add(
            LedgerLine,
            created_at=at,
            entry_id=entry_id,
            business_date=self.today,
            account_id=self._accounts[line.role],
            contract_id=book.contract.id,
            branch_id=book.contract.branch_id,
            component=line.component,
            k=line.k,
            debit=line.debit,
            credit=line.credit,
        )

    def _move(self, book: Any, line: Line) -> None:
        if line.role in _RECEIVABLES and line.debit and line.component is not None:
            key = (line.component, self.today.year)
            book.booked[key] = book.booked.get(key, 0) + line.debit
        move = _MOVES.get((line.role, line.component))
        if move is not None:
            change = move[1] * (line.debit - line.credit)
            book.balance[move[0]] += change
            self.totals[move[0]] += change
