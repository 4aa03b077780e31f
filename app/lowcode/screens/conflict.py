"""Conflicts: who changed a record while someone else had its form open, and which values were taken twice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from app.audit.entry import AuditEntry
from app.lowcode.entity import Entity
from app.security.acting import as_system
from app.security.principal import Principal
from app.shared.errors import Conflict, DomainError, InvalidInput
from app.shared.field import FieldFacts, fields_of
from app.shared.record import Governed
from app.shared.text import msg


@dataclass(frozen=True)
class Entry:
    """One line of a record's history: when, who, what (`edit`, `customer.submit`), why, and field → (old, new)."""

    at: datetime
    actor: str
    action: str
    reason: str
    changes: list[tuple[FieldFacts, Any, Any]]


def history(
    session: Session | scoped_session[Any],
    entity: Entity,
    key: int,
    principal: Principal,
    *,
    since: datetime | None = None,
    limit: int = 50,
) -> list[Entry]:
    """Return what was done to a record that the reader may see, newest first, without the fields hidden from them."""
    fields, hidden = fields_of(entity.model), principal.hidden_fields(entity.model)
    columns = (
        AuditEntry.at,
        AuditEntry.actor_id,
        AuditEntry.actor,
        AuditEntry.action,
        AuditEntry.reason,
        AuditEntry.changes,
    )
    statement = select(*columns).where(AuditEntry.entity == entity.name, AuditEntry.record_id == key)
    if since is not None:
        statement = statement.where(AuditEntry.at > since)
    with as_system(session, "record history") as plain:
        rows = plain.execute(statement.order_by(AuditEntry.id.desc()).limit(limit)).all()
    return [
        Entry(
            row.at,
            # What no user did was done by a job, whose name means nothing to a reader.
            row.actor if row.actor_id else str(msg("The software")),
            row.action,
            # Why a hidden field was changed tells what is in it.
            "" if hidden else row.reason or "",
            [(fields[n], *pair) for n, pair in (row.changes or {}).items() if n in fields and n not in hidden],
        )
        for row in rows
    ]


def references_in(entries: Iterable[Entry]) -> Iterator[tuple[str, int]]:
    """Yield (entity, id) of the records that changed references point to."""
    for entry in entries:
        for facts, *pair in entry.changes:
            yield from ((facts.target, key) for key in pair if facts.target and isinstance(key, int))


def conflict(entries: list[Entry]) -> Conflict:
    """Return the refusal of a second save, naming who changed what in between."""
    edits = [e for e in entries if e.changes]
    if not edits:
        return Conflict(msg("This record has changed since you opened it. Check it and save again."))
    fields = list(dict.fromkeys(str(facts.label) for entry in edits for facts, *_ in entry.changes))
    who = list(dict.fromkeys(entry.actor for entry in edits))
    return Conflict(
        msg(
            "{who} changed {fields} while you had this form open. What you typed is kept: check it and save again.",
            who=", ".join(who),
            fields=", ".join(fields),
        )
    )


def untouched(entries: Iterable[Entry], typed: dict[str, Any]) -> set[str]:
    """Return the fields that others changed and that still hold, in the form, the value from before their change."""
    first_old = {facts.name: old for entry in entries for facts, old, _new in entry.changes}  # entries run backwards
    return {name for name, old in first_old.items() if name in typed and _plain(typed[name]) == _plain(old)}


def _plain(value: Any) -> str:
    return "" if value is None else str(getattr(value, "value", value))


def duplicate(error: IntegrityError, model: type[Governed]) -> DomainError:
    """Return the refusal for a broken constraint, beside the field of a unique one, without the database's text."""
    text = str(error.orig)
    for name in fields_of(model):
        column = f"{name}_lookup" if name in model.__secrets__ else name
        table = model.__tablename__
        if f"{table}.{column}" in text or f"ix_{table}_{column}" in text or f"uq_{table}_{column}" in text:
            return InvalidInput.of({name: msg("Another record already has this value.")})
    return Conflict(msg("The database refused this: it contradicts another record."))
