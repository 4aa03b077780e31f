"""Queues: what waits for the signed-in user, read off the workflows without a word of code per entity."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Subquery, case, func, literal, select
from sqlalchemy.orm import Session, joinedload

from app.lowcode.action import Action
from app.lowcode.catalog import all_entities
from app.lowcode.entity import Entity
from app.lowcode.language import conventions
from app.lowcode.screens.naming import named_relations
from app.security.acting import current
from app.security.principal import Principal
from app.shared.clock import local_date, utc_now
from app.shared.field import fields_of
from app.shared.record import Governed
from app.shared.text import Message

SHOWN = 3


@dataclass(frozen=True)
class Task:
    """One record that waits: since when it has lain as it is, and how long it is past its deadline."""

    record: Governed
    waits: timedelta
    late: timedelta | None


@dataclass(frozen=True)
class Queue:
    """Records of one entity in one state in which the user holds a command; `late` of them are past their deadline.

    `next` are those to take first. A queue `needs_second_person` when a step in it is held apart from earlier ones.
    """

    entity: Entity
    state: str
    state_label: Message
    commands: tuple[Message, ...]
    needs_second_person: bool
    count: int
    late: int
    next: tuple[Task, ...]


def queues_of(session: Session) -> list[Queue]:
    """Return the non-empty queues of the user bound to the session, those with late records first.

    One statement for each entity in whose workflow the user holds a command.
    """
    actor = current(session)
    found = [queue for entity in all_entities() for queue in _of_entity(session, actor, entity)]
    return sorted(found, key=lambda queue: queue.late == 0)


def _of_entity(session: Session, actor: Principal, entity: Entity) -> Iterator[Queue]:
    held = _commands_by_state(actor, entity)
    workflow = entity.workflow
    if not held or workflow is None or not actor.may(entity.model, "read"):
        return
    ranked = _ranked(entity, workflow.column, list(held))
    statement = select(entity.model, ranked.c.total, ranked.c.late).join(ranked, ranked.c.id == entity.model.id)
    statement = statement.options(*(joinedload(getattr(entity.model, name)) for name in named_relations(entity.model)))
    rows = session.execute(statement.where(ranked.c.place <= SHOWN).order_by(ranked.c.place)).all()
    labels = fields_of(entity.model)[workflow.column].choices
    for state, label in labels.items():
        waiting = [row for row in rows if entity.state_of(row[0]) == state]
        if waiting:
            commands = held[state]
            second = any(command.apart_from for command in commands)
            tasks = tuple(_task(entity, row[0]) for row in waiting)
            names = tuple(command.label for command in commands)
            yield Queue(entity, state, label, names, second, waiting[0][1], int(waiting[0][2]), tasks)


def _ranked(entity: Entity, column: str, states: list[Any]) -> Subquery:
    """Return id, place, number and number of late ones of the waiting records, counted state by state."""
    model: Any = entity.model
    state = getattr(model, column)
    order: list[Any] = [_since(model).asc(), model.id]
    late: Any = literal(0)
    if entity.deadline:
        deadline = getattr(model, entity.deadline)
        order.insert(0, deadline.asc().nulls_last())
        late = func.sum(case((deadline < _now(entity), 1), else_=0)).over(partition_by=state)
    return (
        select(
            model.id,
            func.row_number().over(partition_by=state, order_by=order).label("place"),
            func.count(model.id).over(partition_by=state).label("total"),
            late.label("late"),
        )
        .where(state.in_(states))
        .subquery()
    )


def _since(model: Any) -> Any:
    return model.updated_at if "updated_at" in model.__table__.c else model.created_at


def _now(entity: Entity) -> date | datetime:
    """Return what a deadline is compared with: the lender's day for a date, this moment for a timestamp."""
    is_date = entity.model.__table__.c[entity.deadline].type.python_type is date
    return local_date(conventions().time_zone) if is_date else utc_now()


def _task(entity: Entity, record: Governed) -> Task:
    now, deadline = utc_now(), getattr(record, entity.deadline) if entity.deadline else None
    if deadline is not None and not isinstance(deadline, datetime):
        deadline = datetime.combine(deadline + timedelta(days=1), time.min, tzinfo=conventions().zone)
    since = getattr(record, "updated_at", None) or record.created_at
    return Task(record, now - since, now - deadline if deadline is not None and deadline < now else None)


def _commands_by_state(actor: Principal, entity: Entity) -> dict[Any, tuple[Action, ...]]:
    """Return state → the steps that the user may take there; sending back, closing and exceptions are no task."""
    found: dict[Any, tuple[Action, ...]] = {}
    if entity.workflow is None:
        return found
    order = list(fields_of(entity.model)[entity.workflow.column].choices)
    forward = set()
    for command in entity.workflow.actions:
        if not actor.may(entity.model, command.name) or command.danger or command.exceptional:
            continue
        for state in command.source:
            found[state] = (*found.get(state, ()), command)
            if command.target is None or order.index(command.target) > order.index(state):
                forward.add(state)
    return {state: commands for state, commands in found.items() if state in forward}
