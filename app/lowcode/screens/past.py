"""The past of a record that came in bulk, as from a seed or an imported book: told by its own stamps and its steps."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from app.lowcode.approval_step import ApprovalStep
from app.lowcode.entity import Entity
from app.lowcode.screens.conflict import Entry, history
from app.security.acting import as_system
from app.security.names import names_of_users
from app.security.principal import Principal
from app.shared.record import Governed

MOST = 50


def whole_history(
    session: Session | scoped_session[Any], entity: Entity, record: Governed, principal: Principal
) -> list[Entry]:
    """Return the audited history, newest first, and below it what happened before the audit knew the record."""
    audited = history(session, entity, record.id, principal, limit=MOST)
    if len(audited) == MOST or any(entry.action == "add" for entry in audited):
        return audited
    step = ApprovalStep
    columns = (step.at, step.action, step.created_by_id, step.opinion)
    statement = select(*columns).where(step.entity == entity.name, step.record_id == record.id)
    if audited:
        statement = statement.where(step.at < audited[-1].at)
    with as_system(session, "record history") as plain:
        steps = plain.execute(statement.order_by(step.at.desc(), step.id.desc()).limit(MOST)).all()
        names = names_of_users(plain, [record.created_by_id, *(each.created_by_id for each in steps)])
    hidden, created = principal.hidden_fields(entity.model), f"{entity.slug}.create"
    told = [
        Entry(each.at, names.get(each.created_by_id, ""), each.action, "" if hidden else each.opinion or "", [])
        for each in steps
        if each.action != created
    ]
    added = next((each.at for each in steps if each.action == created), record.created_at)
    return [*audited, *told, Entry(added, names.get(record.created_by_id, ""), "add", "", [])]
