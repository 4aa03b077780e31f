"""The first steps: whoever wrote what others decide upon is on file for it, and so apart from those who decide."""

from functools import lru_cache
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from app.lowcode.approval_step import ApprovalStep
from app.lowcode.catalog import all_entities, entity_of
from app.lowcode.entity import Entity
from app.lowcode.perform import case_key
from app.security.acting import principal_of
from app.security.principal import Kind, Principal
from app.shared.clock import utc_now
from app.shared.record import Governed


def note_writers(session: scoped_session[Any] | type[Session] | Any) -> None:
    """Write the step `<slug>.create` for each new record of a workflow, and `<slug>.edit` for each edited one.

    Edits are kept where a duty is held apart from them: a checker must not have written what they check.
    """
    event.listen(session, "after_flush", _note)


def _note(session: Session, _context: object) -> None:
    principal = principal_of(session)
    if principal is None or principal.reach.employee_id is None:
        return
    steps = []
    edited = [row for row in session.dirty if principal.kind is Kind.USER and session.is_modified(row)]
    for row, word in (*((row, "create") for row in session.new), *((row, "edit") for row in edited)):
        entity = entity_of(type(row)) if isinstance(row, Governed) else None
        if entity is None or entity.workflow is None:
            continue
        if word == "create" or f"{entity.slug}.edit" in _held_apart():
            steps.append(_step(principal, entity, row, word))
    if steps:
        session.connection().execute(ApprovalStep.__table__.insert(), steps)


@lru_cache(maxsize=1)
def _held_apart() -> frozenset[str]:
    return frozenset(s for entity in all_entities() for command in entity.commands.values() for s in command.apart_from)


def _step(principal: Principal, entity: Entity, row: Governed, word: str) -> dict[str, Any]:
    now, state = utc_now(), entity.state_of(row)
    return {
        "at": now,
        "created_at": now,
        "created_by_id": principal.user_id,
        "entity": entity.name,
        "record_id": row.id,
        "case_key": case_key(entity, row),
        "action": f"{entity.slug}.{word}",
        "from_state": state if word == "edit" else None,
        "to_state": state,
        "approver_id": principal.reach.employee_id,
    }
