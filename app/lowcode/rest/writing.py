"""Writing: records added, changed and deleted as an API request asks, under the gateway and the rules."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.lowcode.entity import Entity
from app.lowcode.files.keeping import kept
from app.lowcode.screens.conflict import conflict, history
from app.lowcode.values import Notation, parse_values, writable_fields
from app.security.acting import current
from app.security.masking import masked
from app.security.row_rule import reaches
from app.shared.clock import utc_now
from app.shared.errors import Denied, InvalidInput, NotFound
from app.shared.field import FieldFacts, FieldKind
from app.shared.record import Governed, Record
from app.shared.text import msg


def load(session: Session, entity: Entity, key: int) -> Governed:
    """Return the record `key` as far as the user may read it; raises NotFound."""
    record = session.scalars(select(entity.model).where(entity.model.id == key)).one_or_none()
    if record is None:
        raise NotFound
    return record


def create(session: Session, entity: Entity, given: Mapping[str, Any], notation: Notation) -> Governed:
    """Add a record; raises InvalidInput naming every field that is unknown, unreadable or against the rules."""
    current(session).require(entity.model, "add")
    values = parse_values(entity.model, given, notation, allowed=_allowed(session, entity))
    record = entity.model(**{name: kept(session, value) for name, value in values.items()})
    session.add(record)
    session.flush()
    return record


def change(session: Session, entity: Entity, key: int, given: Mapping[str, Any], notation: Notation) -> Governed:
    """Change the given fields of a record, which must still have the `version` that is given with them.

    Raises NotFound, Conflict naming who changed what since that version, InvalidInput.
    """
    record = _written(session, entity, key, "edit")
    asked = dict(given)
    version = asked.pop("version", None)
    if isinstance(version, bool) or not isinstance(version, int):
        raise InvalidInput.of({"version": msg("Send the version that you read.")})
    if version != record.version:
        entries = [e for e in history(session, entity, key, current(session)) if e.action == "edit"]
        raise conflict(entries[: max(record.version - version, 1)])
    allowed = _allowed(session, entity)
    for name in [name for name, value in asked.items() if _is_the_mask(record, allowed.get(name), value)]:
        del asked[name]
    for name, value in parse_values(entity.model, asked, notation, allowed=allowed).items():
        if getattr(record, name) != value:
            setattr(record, name, kept(session, value))
            if allowed[name].kind is FieldKind.REFERENCE:
                # A relation loaded before would still show the old record to whoever looks at it.
                session.expire(record, [name.removesuffix("_id")])
    session.flush()
    return record


def remove(session: Session, entity: Entity, key: int) -> None:
    """Mark a record as deleted."""
    _written(session, entity, key, "delete").deleted_at = utc_now()
    session.flush()


def _written(session: Session, entity: Entity, key: int, word: str) -> Record:
    principal = current(session)
    principal.require(entity.model, word)
    record = load(session, entity, key)
    if not reaches(session, principal, entity.model, word, key):
        raise NotFound
    if not isinstance(record, Record):
        raise Denied(msg("A posted record never changes: reverse it."))
    return record


def _allowed(session: Session, entity: Entity) -> dict[str, FieldFacts]:
    state = entity.workflow.column if entity.workflow else ""
    fields = writable_fields(entity.model, current(session))
    return {name: facts for name, facts in fields.items() if name != state}


def _is_the_mask(record: Governed, facts: FieldFacts | None, value: Any) -> bool:
    """Tell whether a client sends back the mask that it was shown: the value behind it stays as it is."""
    return facts is not None and facts.mask is not None and value == masked(getattr(record, facts.name), facts.mask)
