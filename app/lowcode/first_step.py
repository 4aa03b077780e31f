"""The first step: whoever creates a record of a workflow is on file as its creator, and so apart from its approver."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from app.lowcode.approval_step import ApprovalStep
from app.lowcode.catalog import entity_of
from app.lowcode.perform import case_key
from app.security.acting import principal_of
from app.shared.clock import utc_now
from app.shared.record import Governed


def note_creators(session: scoped_session[Any] | type[Session] | Any) -> None:
    """Write the step `<slug>.create` for each new record that has a workflow."""
    event.listen(session, "after_flush", _note)


def _note(session: Session, _context: object) -> None:
    principal = principal_of(session)
    person = principal.reach.employee_id if principal else None
    if person is None:
        return
    steps = []
    for row in session.new:
        entity = entity_of(type(row)) if isinstance(row, Governed) else None
        if entity is None or entity.workflow is None:
            continue
        now = utc_now()
        steps.append(
            {
                "at": now,
                "created_at": now,
                "created_by_id": principal.user_id if principal else None,
                "entity": entity.name,
                "record_id": row.id,
                "case_key": case_key(entity, row),
                "action": f"{entity.slug}.create",
                "to_state": entity.state_of(row),
                "approver_id": person,
            }
        )
    if steps:
        session.connection().execute(ApprovalStep.__table__.insert(), steps)
