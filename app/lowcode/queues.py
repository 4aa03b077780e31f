"""Queues: what waits for the signed-in user, read off the workflows without a word of code per entity."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.lowcode.catalog import all_entities
from app.lowcode.entity import Entity
from app.security.acting import current
from app.security.principal import Principal
from app.shared.clock import utc_now
from app.shared.field import fields_of
from app.shared.text import Message


@dataclass(frozen=True)
class Queue:
    """Records of one entity in one state in which the user holds a command; `late` of them are past their deadline."""

    entity: Entity
    state: str
    state_label: Message
    commands: tuple[Message, ...]
    count: int
    late: int


def queues_of(session: Session) -> list[Queue]:
    """Return the non-empty queues of the user bound to the session, in the order of the registry.

    One grouped count for each entity in whose workflow the user holds a command.
    """
    actor = current(session)
    return [queue for entity in all_entities() for queue in _of_entity(session, actor, entity)]


def _of_entity(session: Session, actor: Principal, entity: Entity) -> list[Queue]:
    held = _commands_by_state(actor, entity)
    workflow = entity.workflow
    if not held or workflow is None or not actor.may(entity.model, "read"):
        return []
    state = getattr(entity.model, workflow.column)
    columns = [state, func.count(entity.model.id)]
    if entity.deadline:
        columns.append(func.count().filter(getattr(entity.model, entity.deadline) < utc_now()))
    rows = session.execute(select(*columns).where(state.in_(held)).group_by(state)).all()
    counts = {str(row[0]): (row[1], row[2] if entity.deadline else 0) for row in rows}
    labels = fields_of(entity.model)[workflow.column].choices
    return [Queue(entity, s, labels[s], held[s], *counts[s]) for s in labels if s in counts]


def _commands_by_state(actor: Principal, entity: Entity) -> dict[Any, tuple[Message, ...]]:
    """Return state → labels of the steps that the user may take there; sending back alone, or closing, is no task."""
    found: dict[Any, tuple[Message, ...]] = {}
    if entity.workflow is None:
        return found
    order = list(fields_of(entity.model)[entity.workflow.column].choices)
    forward = set()
    for command in entity.workflow.actions:
        if not actor.may(entity.model, command.name) or command.danger:
            continue
        for state in command.source:
            found[state] = (*found.get(state, ()), command.label)
            if command.target is None or order.index(command.target) > order.index(state):
                forward.add(state)
    return {state: labels for state, labels in found.items() if state in forward}
