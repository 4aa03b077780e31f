"""Posting: the one door through which anything reaches the ledger, and the contract's balance with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, Update, bindparam, case, func, insert, select, update
from sqlalchemy.orm import Session

from app.security.acting import principal_of
from app.servicing.balance.columns import COLUMNS
from app.servicing.balance.model import ContractBalance
from app.servicing.contract.model import Contract
from app.servicing.end_of_day.model import EndOfDayRun
from app.servicing.ledger.model import AccountRole, EntryKind, LedgerEntry, LedgerLine
from app.servicing.ledger.queries import PAYOUTS, account_ids, movements
from app.servicing.ledger.staging import STAGED
from app.servicing.receipt.rules import Component
from app.shared.clock import utc_now
from app.shared.company import business_date
from app.shared.errors import Conflict
from app.shared.record import Governed
from app.shared.text import msg

_LINE, _BALANCE, _ENTRY = LedgerLine.__table__, ContractBalance.__table__, LedgerEntry.__table__
_PLACE = ("business_date", "contract_id", "branch_id")
OFF_BALANCE = frozenset({AccountRole.SUSPENDED_INTEREST, AccountRole.WRITTEN_OFF, AccountRole.CONTRA})


class Unbalanced(RuntimeError):
    """The lines of an entry do not balance, on or off the balance sheet: a fault of ours, nothing is posted."""


class DayIsClosed(Conflict):
    """The day is closed, or being closed, and takes no more postings."""


@dataclass(frozen=True, slots=True)
class Line:
    """One side of an entry: `debit` or `credit` in minor units, the other 0."""

    role: AccountRole
    debit: int = 0
    credit: int = 0
    component: Component | None = None
    k: int | None = None


def debit(role: AccountRole, amount: int, component: Component | None = None, k: int | None = None) -> Line:
    """Return a debit of `amount` minor units."""
    return Line(role, amount, 0, component, k)


def credit(role: AccountRole, amount: int, component: Component | None = None, k: int | None = None) -> Line:
    """Return a credit of `amount` minor units."""
    return Line(role, 0, amount, component, k)


@dataclass(frozen=True, slots=True)
class Posting:
    """One entry to be posted: why, its lines, the record that caused it, and the contract whose balance it moves."""

    kind: EntryKind
    lines: Iterable[Line]
    source: Governed
    contract: Contract | None = None
    branch_id: int | None = None
    value_on: date | None = None
    on: date | None = None
    reverses_id: int | None = None
    note: str | None = None


def post(
    session: Session,
    kind: EntryKind,
    lines: Iterable[Line],
    *,
    source: Governed,
    contract: Contract | None = None,
    branch_id: int | None = None,
    value_on: date | None = None,
    on: date | None = None,
    reverses_id: int | None = None,
    note: str | None = None,
) -> int:
    """Post one balanced entry on the business date, move the contract's balance with it, and return its id.

    Lines of 0 are left out. `on` is for opening balances of an earlier day. Raises DayIsClosed, Unbalanced, or the
    database's refusal where a balance would fall below 0.
    """
    posting = Posting(kind, lines, source, contract, branch_id, value_on, on, reverses_id, note)
    return post_many(session, [posting])[0]


def post_many(session: Session, postings: Sequence[Posting]) -> list[int]:
    """Post entries as `post` does each, all of them in a few statements; returns their ids in the same order."""
    today = business_date(session)
    kept = [[line for line in posting.lines if line.debit or line.credit] for posting in postings]
    for lines in kept:
        _refuse_unbalanced(lines)
    for day, by_end_of_day in {(p.on or today, isinstance(p.source, EndOfDayRun)) for p in postings}:
        if day > today or (not by_end_of_day and _is_closed(session, day)):
            raise DayIsClosed(msg("{day} is closed or being closed: nothing more is posted for it.", day=day))
    headings = [_heading(posting, posting.on or today) for posting in postings]
    entry_ids = _insert_entries(session, headings)
    accounts, now = account_ids(session), utc_now()
    rows = []
    for entry_id, heading, lines in zip(entry_ids, headings, kept, strict=True):
        place = {"created_at": now, "entry_id": entry_id} | {n: heading[n] for n in _PLACE}
        for x in lines:
            sides = {"component": x.component, "k": x.k, "debit": x.debit, "credit": x.credit}
            rows.append(place | {"account_id": accounts[x.role]} | sides)
    if rows:
        session.connection().execute(insert(_LINE), rows)
    _add_to_balances(session, list(zip(postings, kept, strict=True)))
    return entry_ids


def post_staged(
    session: Session, kind: EntryKind, *, value_on: date, source: Governed, also: Mapping[str, Any] | None = None
) -> int | None:
    """Post all staged lines of one kind as one entry of many contracts, and move their balances; None without lines.

    `value_on` is the day up to which they were computed, `also` further columns to set on the moved balances.
    Raises Unbalanced.
    """
    connection, accounts = session.connection(), account_ids(session)
    count, difference, off = connection.execute(
        _staged_sums(), {"off": [accounts[role] for role in sorted(OFF_BALANCE)]}
    ).one()
    if count == 0:
        return None
    if difference or off:
        raise Unbalanced(f"staged {kind} lines of {value_on}")
    on = business_date(session)
    heading = {"kind": kind, "business_date": on, "value_on": value_on}
    entry_id = _insert_entries(session, [heading | {"source_entity": type(source).__name__, "source_id": source.id}])[0]
    connection.execute(_post_stage(), {"now": utc_now(), "entry": entry_id, "on": on})
    further = dict(also or {})
    moving = _move_balances(tuple(accounts.items()), tuple(further))
    connection.execute(moving, {f"new_{name}": value for name, value in further.items()})
    return entry_id


@cache
def _staged_sums() -> Select[Any]:
    side = STAGED.c.debit - STAGED.c.credit
    off = case((STAGED.c.account_id.in_(bindparam("off", expanding=True)), side), else_=0)
    return select(func.count(), func.coalesce(func.sum(side), 0), func.coalesce(func.sum(off), 0))


@cache
def _post_stage() -> Insert:
    columns = ("contract_id", "branch_id", "account_id", "component", "k", "debit", "credit")
    stamp = (
        bindparam("now", type_=_LINE.c.created_at.type),
        bindparam("entry", type_=_LINE.c.entry_id.type),
        bindparam("on", type_=_LINE.c.business_date.type),
    )
    staged = select(*stamp, *(STAGED.c[name] for name in columns)).order_by(STAGED.c.contract_id)
    return insert(_LINE).from_select(["created_at", "entry_id", "business_date", *columns], staged)


@cache
def _move_balances(accounts: tuple[tuple[AccountRole, int], ...], also: tuple[str, ...]) -> Update:
    moved = select(STAGED.c.contract_id, *movements(dict(accounts), STAGED)).group_by(STAGED.c.contract_id).subquery()
    values = {c.name: _BALANCE.c[c.name] + moved.c[c.name] for c in COLUMNS}
    further = {name: bindparam(f"new_{name}", type_=_BALANCE.c[name].type) for name in also}
    return update(_BALANCE).where(_BALANCE.c.contract_id == moved.c.contract_id).values(values | further)


def reverse(session: Session, entry_id: int, *, source: Governed, contract: Contract, note: str | None = None) -> int:
    """Post the mirror of an entry of `contract` and return its id; the database refuses to do so twice."""
    connection = session.connection()
    entry = connection.execute(select(_ENTRY).where(_ENTRY.c.id == entry_id)).one()
    roles = {key: role for role, key in account_ids(session).items()}
    lines = connection.execute(select(_LINE).where(_LINE.c.entry_id == entry_id).order_by(_LINE.c.id)).all()
    mirrored = [Line(roles[x.account_id], x.credit, x.debit, x.component, x.k) for x in lines]
    return post(
        session, EntryKind(entry.kind), mirrored, source=source, contract=contract, reverses_id=entry_id, note=note
    )  # fmt: skip


def _heading(posting: Posting, day: date) -> dict[str, Any]:
    contract = posting.contract
    return {
        "kind": posting.kind,
        "business_date": day,
        "value_on": posting.value_on or day,
        "contract_id": contract.id if contract else None,
        "branch_id": posting.branch_id if contract is None else contract.branch_id,
        "source_entity": type(posting.source).__name__,
        "source_id": posting.source.id,
        "reverses_id": posting.reverses_id,
        "note": posting.note,
    }


def _insert_entries(session: Session, headings: Sequence[Mapping[str, Any]]) -> list[int]:
    principal = principal_of(session)
    stamp = {"created_at": utc_now(), "created_by_id": principal.user_id if principal else None}
    statement = insert(_ENTRY).returning(_ENTRY.c.id, sort_by_parameter_order=True)
    rows = [stamp | dict(heading) for heading in headings]
    return list(session.connection().scalars(statement, rows)) if rows else []


def _add_to_balances(session: Session, posted: Sequence[tuple[Posting, Sequence[Line]]]) -> None:
    """Add what the lines move to the contracts' rows; what ORM objects of them hold is stale from here on."""
    moved = [
        (posting.contract.id, changes)
        for posting, lines in posted
        if posting.contract is not None and (changes := _changes(posting.kind, lines))
    ]
    names = sorted({name for _, changes in moved for name in changes})
    if not names:
        return
    # One parameter set an entry, in their order: the database refuses what `post` would have been refused.
    changed = (
        update(_BALANCE)
        .where(_BALANCE.c.contract_id == bindparam("moved_contract"))
        .values({name: _BALANCE.c[name] + bindparam(f"by_{name}", type_=_BALANCE.c[name].type) for name in names})
    )
    values = [
        {"moved_contract": contract_id} | {f"by_{name}": changes.get(name, 0) for name in names}
        for contract_id, changes in moved
    ]
    if session.connection().execute(changed, values).rowcount != len(values):
        raise Unbalanced(f"one of {len(values)} contracts has no balance row")


def _changes(kind: EntryKind, lines: Sequence[Line]) -> dict[str, int]:
    """Return balance column → what the lines add to it, without columns that stay as they are."""
    changes: dict[str, int] = {}
    for column in COLUMNS:
        sign = 1 if column.grows_by_debit else -1
        for line in lines:
            if line.role is column.role and column.component in (None, line.component):
                changes[column.name] = changes.get(column.name, 0) + sign * (line.debit - line.credit)
    if kind in PAYOUTS:
        changes["disbursed"] = changes.get("principal", 0)
    return {name: change for name, change in changes.items() if change}


def _refuse_unbalanced(lines: Sequence[Line]) -> None:
    off = sum(line.debit - line.credit for line in lines if line.role in OFF_BALANCE)
    if not lines or off or sum(line.debit - line.credit for line in lines):
        raise Unbalanced(f"{len(lines)} lines")


def _is_closed(session: Session, day: date) -> bool:
    """Tell whether end of day has begun to close `day` or a later one.

    Asked after the contract is locked, which end of day does too: so none slips past a contract that is done.
    """
    run = EndOfDayRun.__table__
    return session.connection().scalar(select(run.c.id).where(run.c.business_date >= day).limit(1)) is not None
