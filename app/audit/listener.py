"""The audit listener: stamps and records every change of a governed row in the change's own transaction."""

import enum
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session, SessionTransaction, scoped_session

from app.audit.entry import AuditEntry
from app.security.acting import principal_of
from app.security.masking import masked
from app.security.principal import Kind, Principal
from app.shared.clock import utc_now
from app.shared.field import FieldKind, fields_of
from app.shared.record import Governed, Owned, PostedRecord, Record
from app.shared.text import Message

_PENDING = "audit_pending"
_REASON = "audit_reason"
_ALWAYS_LEFT_OUT = frozenset({"version", "created_at", "created_by_id", "updated_at", "updated_by_id", "row_key"})


def watch_changes(session: scoped_session[Any] | type[Session] | Any) -> None:
    """Stamp and audit every flush of the session."""
    event.listen(session, "before_flush", _stamp_and_note)
    event.listen(session, "after_flush", _write_entries)
    event.listen(session, "after_transaction_end", _forget_reason)


def note_reason(session: Session | scoped_session[Any], reason: str) -> None:
    """Give the reason that the audit rows of this transaction carry from now on."""
    session.info[_REASON] = reason


def noted_reason(session: Session | scoped_session[Any]) -> str:
    """Return the reason that was given for what the transaction does, or an empty text."""
    return str(session.info.get("audit_reason") or "")


def record_event(
    session: Session | scoped_session[Any],
    action: str,
    row: Governed | None = None,
    *,
    reason: str = "",
    changes: dict[str, Any] | None = None,
    about: tuple[str, int | None] = ("", None),
) -> None:
    """Audit something that changes no row: a reveal, an export, a refused login, a step of a workflow.

    `about` names what is no record of ours: an account, a role.
    """
    plain = session() if isinstance(session, scoped_session) else session
    entity, key = (type(row).__name__, row.id) if row is not None else about
    _insert(plain, [_entry(plain, action, entity, key, changes or {}, reason)])


def _stamp_and_note(session: Session, _context: object, _instances: object) -> None:
    principal, now = principal_of(session), utc_now()
    pending: list[tuple[str, Governed, dict[str, Any]]] = []
    for row in session.new:
        if isinstance(row, Governed):
            _stamp_new(row, principal, now)
            if not isinstance(row, PostedRecord):
                pending.append(("add", row, {}))
    changed = [row for row in session.dirty if isinstance(row, Record) and session.is_modified(row)]
    # The session keeps them in no order; the log has them in that of their keys.
    for row in sorted(changed, key=lambda row: (type(row).__name__, row.id)):
        state: Any = inspect(row)
        action = "delete" if state.attrs.deleted_at.history.has_changes() else "edit"
        pending.append((action, row, _unloaded_before(session, row)))
        row.updated_at, row.updated_by_id = now, principal.user_id if principal else None
    session.info[_PENDING] = pending


def _unloaded_before(session: Session, row: Governed) -> dict[str, Any]:
    """Return the stored values of fields that were overwritten without having been read."""
    state: Any = inspect(row)
    names = [
        attribute.key
        for attribute in state.mapper.column_attrs
        if (history := state.attrs[attribute.key].history).added and not history.deleted
    ]
    columns = [row.__table__.c[name] for name in names if name in row.__table__.c and name not in _ALWAYS_LEFT_OUT]
    if not columns:
        return {}
    stored = session.connection().execute(select(*columns).where(row.__table__.c.id == state.identity[0])).first()
    return dict(stored._mapping) if stored is not None else {}  # noqa: SLF001 - SQLAlchemy's public name


def _stamp_new(row: Governed, principal: Principal | None, now: datetime) -> None:
    if row.created_at is None or (principal is not None and principal.kind is Kind.USER):
        row.created_at = now
    row.created_by_id = principal.user_id if principal else None
    if isinstance(row, Record):
        row.updated_at, row.updated_by_id = row.updated_at or now, row.created_by_id
    if isinstance(row, Owned) and principal is not None:
        if row.owner_id is None and row.owner is None:
            row.owner_id = principal.reach.employee_id
        if row.branch_id is None and row.branch is None:
            row.branch_id = principal.reach.home_branch_id


def _write_entries(session: Session, _context: object) -> None:
    """Write what has changed, read only now: keys that come from relations and inserts exist only after the flush."""
    entries = []
    for action, row, before in session.info.pop(_PENDING, ()):
        content = _changes(row, before, new=action == "add")
        if content or action != "edit":
            entries.append(_entry(session, action, type(row).__name__, row.id, content, ""))
    if entries:
        _insert(session, entries)


def _changes(row: Governed, before: dict[str, Any], *, new: bool) -> dict[str, Any]:
    state: Any = inspect(row)
    facts = fields_of(type(row))
    found: dict[str, Any] = {}
    for attribute in state.mapper.column_attrs:
        name = attribute.key
        if name in _ALWAYS_LEFT_OUT or name == "id":
            continue
        old = None
        if not new:  # a new row has no history, and asking for it costs half of a large insert
            history = state.attrs[name].history
            if not history.has_changes():
                continue
            old = history.deleted[0] if history.deleted else before.get(name)
        value = state.dict.get(name)
        if isinstance(value, bytes) or isinstance(old, bytes):
            found[name.removesuffix("_cipher")] = ["•••" if part is not None else None for part in (old, value)]
        elif old != value and not name.endswith("_lookup"):
            # The key of a file tells nothing of what is in it.
            mask = facts[name].mask if name in facts and facts[name].kind is not FieldKind.FILE else None
            found[name] = [_plain(masked(v, mask)) for v in (old, value)]
    return found


def _forget_reason(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_REASON, None)


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Message):
        return value.in_english
    return str(value) if isinstance(value, Decimal) else value


_address: list[Callable[[], str | None]] = [lambda: None]


def use_address(source: Callable[[], str | None]) -> None:
    """Let `source` tell the network address of the request; the web application sets it once."""
    _address[:] = [source]


def _entry(
    session: Session, action: str, entity: str, key: int | None, changes: dict[str, Any], reason: str
) -> dict[str, Any]:
    principal, now = principal_of(session), utc_now()
    return {
        "at": now,
        "created_at": now,
        "created_by_id": principal.user_id if principal else None,
        "actor_id": principal.user_id if principal else None,
        "actor": (principal.person or principal.name) if principal else "",
        "action": action,
        "entity": entity,
        "record_id": key,
        "reason": reason or session.info.get(_REASON),
        "changes": changes,
        "address": _address[0](),
    }


def _insert(session: Session, entries: list[dict[str, Any]]) -> None:
    session.connection().execute(AuditEntry.__table__.insert(), entries)
