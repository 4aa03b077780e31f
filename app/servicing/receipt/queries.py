"""Reading receipts and the postings that belong to them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, func, select
from sqlalchemy.orm import Session, aliased

from app.servicing.ledger.model import EntryKind, LedgerEntry
from app.servicing.receipt.model import Allocation, Receipt, ReceiptStatus

_A, _E = Allocation.__table__, LedgerEntry.__table__
_MONEY_IN = (EntryKind.RECEIPT, EntryKind.CREDIT_APPLICATION)


def latest_receipt(session: Session, contract_id: int) -> Receipt | None:
    """Return the contract's latest posted receipt that is neither reversed nor a reversal."""
    reversing = aliased(Receipt)
    return session.scalars(
        select(Receipt)
        .outerjoin(reversing, reversing.reversal_of_id == Receipt.id)
        .where(
            Receipt.contract_id == contract_id,
            Receipt.status == ReceiptStatus.POSTED,
            Receipt.reversal_of_id.is_(None),
            reversing.id.is_(None),
        )
        .order_by(Receipt.entry_id.desc())
        .limit(1)
    ).one_or_none()


def last_money_on(session: Session, contract_id: int) -> date | None:
    """Return the value date of the last money that stayed applied to the contract."""
    reversing = _E.alias()
    query = (
        select(func.max(_E.c.value_on))
        .outerjoin(reversing, reversing.c.reverses_id == _E.c.id)
        .where(
            _E.c.contract_id == contract_id,
            _E.c.kind.in_(_MONEY_IN),
            _E.c.reverses_id.is_(None),
            reversing.c.id.is_(None),
        )
    )
    return session.connection().scalar(query)


def is_reversed(session: Session, receipt_id: int) -> bool:
    """Tell whether a reversing receipt names this one."""
    return session.scalar(select(Receipt.id).where(Receipt.reversal_of_id == receipt_id)) is not None


def entries_to_reverse(session: Session, receipt: Receipt) -> list[int]:
    """Return the receipt's entry and the applications of credit that came with it or after it, the newest first."""
    reversing = _E.alias()
    query = (
        select(_E.c.id)
        .outerjoin(reversing, reversing.c.reverses_id == _E.c.id)
        .where(
            _E.c.contract_id == receipt.contract_id,
            _E.c.kind == EntryKind.CREDIT_APPLICATION,
            _E.c.reverses_id.is_(None),
            reversing.c.id.is_(None),
            (_E.c.id > receipt.entry_id) | ((_E.c.source_entity == "Receipt") & (_E.c.source_id == receipt.id)),
        )
    )
    found = set(session.connection().scalars(query)) | {receipt.entry_id or 0}
    return sorted(found, reverse=True)


def allocations_of(session: Session, entry_id: int) -> Sequence[RowMapping]:
    """Return the allocation rows of an entry."""
    return session.connection().execute(select(_A).where(_A.c.entry_id == entry_id).order_by(_A.c.id)).mappings().all()


def effective_allocations(session: Session, instalment_ids: Sequence[int]) -> dict[int, list[RowMapping]]:
    """Return instalment → its allocations in the order of posting, without those reversed and their reversals."""
    reversing: Any = _E.alias()
    query = (
        select(_A)
        .join(_E, _E.c.id == _A.c.entry_id)
        .outerjoin(reversing, reversing.c.reverses_id == _E.c.id)
        .where(_A.c.instalment_id.in_(instalment_ids), _E.c.reverses_id.is_(None), reversing.c.id.is_(None))
        .order_by(_A.c.id)
    )
    found: dict[int, list[RowMapping]] = {key: [] for key in instalment_ids}
    for row in session.connection().execute(query).mappings():
        found[row["instalment_id"]].append(row)
    return found
