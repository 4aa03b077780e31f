"""Entries posted together are those that `post` posts one by one."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.security.acting import as_system
from app.servicing.balance.columns import COLUMNS
from app.servicing.balance.model import ContractBalance
from app.servicing.book_import.operations import load_book
from app.servicing.contract.model import Contract
from app.servicing.ledger.model import AccountRole, EntryKind, LedgerEntry, LedgerLine
from app.servicing.ledger.operations import Posting, Unbalanced, credit, debit, post, post_many
from app.servicing.receipt.rules import Component
from tests.servicing.book_import import book

_LINE, _ENTRY, _BALANCE = LedgerLine.__table__, LedgerEntry.__table__, ContractBalance.__table__


def _fee(amount: int) -> list[Any]:
    return [
        debit(AccountRole.FEE_RECEIVABLE, amount, Component.FEE),
        credit(AccountRole.FEE_INCOME, amount, Component.FEE),
        credit(AccountRole.FEE_INCOME, 0, Component.FEE),
    ]


def _read(session: Session, entries: list[int], contracts: list[Contract]) -> Any:
    """Return what was posted, and the balances, without the keys and times that no two postings share."""
    left_out = {"id", "entry_id", "created_at"}
    found = []
    for table, key, ids in ((_ENTRY, "id", entries), (_LINE, "entry_id", entries)):
        rows = session.connection().execute(select(table).where(table.c[key].in_(ids)).order_by(table.c.id)).mappings()
        found.append([{n: v for n, v in row.items() if n not in left_out} for row in rows])
    columns = [_BALANCE.c[c.name] for c in COLUMNS]
    owed = select(*columns).where(_BALANCE.c.contract_id.in_([c.id for c in contracts]))
    found.append(session.connection().execute(owed.order_by(_BALANCE.c.contract_id)).all())
    return found


def test_in_sets_as_one_by_one(session: Session, tmp_path: Path) -> None:
    load_book(session, book.stored(tmp_path, book.text(book.rows(4))), book.mapping())
    with as_system(session, "compare"):
        contracts = list(session.scalars(select(Contract).order_by(Contract.id)))
        charges = [(contract, 100 * place) for place, contract in enumerate([*contracts, contracts[0]], start=1)]
        apart = session.begin_nested()
        one = [post(session, EntryKind.VOUCHER, _fee(a), source=c, contract=c) for c, a in charges]
        expected = _read(session, one, contracts)
        apart.rollback()
        many = post_many(session, [Posting(EntryKind.VOUCHER, _fee(a), c, c) for c, a in charges])
        assert _read(session, many, contracts) == expected
        assert expected[2][0].fees == 100 + 500


def test_one_unbalanced_entry_posts_none(session: Session, tmp_path: Path) -> None:
    load_book(session, book.stored(tmp_path, book.text(book.rows(2))), book.mapping())
    with as_system(session, "compare"):
        first, second = session.scalars(select(Contract).order_by(Contract.id))
        before = book.counts(session)
        wrong = Posting(EntryKind.VOUCHER, _fee(5)[:1], second, second)
        with pytest.raises(Unbalanced):
            post_many(session, [Posting(EntryKind.VOUCHER, _fee(5), first, first), wrong])
        assert book.counts(session) == before
