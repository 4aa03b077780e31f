"""Involvement: rows that become somebody's own because a row of theirs concerns them, kept up at every flush."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, event, insert, inspect, select
from sqlalchemy.orm import Session, scoped_session

from app.security.policies import Policy, policy_of
from app.security.tables import Involvement
from app.shared.record import Governed, Owned, Record

_TABLE = Involvement.__table__


def watch_involvement(session: scoped_session[Any] | Any) -> None:
    """Follow owner and concern of every row whose scope declares `involves`, in the transaction that changes it."""
    event.listen(session, "after_flush", _follow)


def rebuild_involvement(session: Session, model: type[Governed]) -> None:
    """Write the involvement of all rows of `model` anew, after a job has written rows that no flush has seen."""
    policy = policy_of(model)
    if policy is None:
        return
    connection, table = session.connection(), model.__table__
    connection.execute(delete(_TABLE).where(_TABLE.c.source == table.name))
    for person in _people(model, policy):
        for concern in policy.scope.involves:
            columns = (table.c.id, table.c[person], table.c[concern])
            living = (table.c.deleted_at.is_(None),) if "deleted_at" in table.c else ()
            rows = connection.execute(select(*columns).where(columns[1].is_not(None), columns[2].is_not(None), *living))
            found = {_row(table, key, employee, concern, target) for key, employee, target in rows}
            if found:
                connection.execute(insert(_TABLE), [dict(row) for row in sorted(found)])


def _follow(session: Session, _context: object) -> None:
    stale: dict[str, list[int]] = {}
    rows: set[tuple[tuple[str, Any], ...]] = set()
    for row in (*session.new, *session.dirty):
        policy = policy_of(type(row)) if isinstance(row, Governed) else None
        if policy is None or not policy.scope.involves or not _has_moved(row, policy):
            continue
        stale.setdefault(type(row).__table__.name, []).append(row.id)
        rows.update(_involved(row, policy))
    connection = session.connection() if stale else None
    for source, keys in stale.items():
        connection.execute(delete(_TABLE).where(_TABLE.c.source == source, _TABLE.c.source_id.in_(keys)))  # type: ignore[union-attr]
    if rows:
        connection.execute(insert(_TABLE), [dict(row) for row in sorted(rows)])  # type: ignore[union-attr]


def _has_moved(row: Governed, policy: Policy) -> bool:
    names = {*_people(type(row), policy), *policy.scope.involves, "deleted_at"}
    state: Any = inspect(row)
    return any(state.attrs[name].history.has_changes() for name in names if name in state.attrs)


def _involved(row: Governed, policy: Policy) -> Iterator[tuple[tuple[str, Any], ...]]:
    if isinstance(row, Record) and row.deleted_at is not None:
        return
    for person in _people(type(row), policy):
        for concern in policy.scope.involves:
            employee, target = getattr(row, person), getattr(row, concern)
            if employee is not None and target is not None:
                yield _row(type(row).__table__, row.id, employee, concern, target)


def _people(model: type[Governed], policy: Policy) -> tuple[str, ...]:
    return (*(("owner_id",) if issubclass(model, Owned) else ()), *policy.scope.mine)


def _row(table: Any, key: int, employee: int, concern: str, target: int) -> tuple[tuple[str, Any], ...]:
    entity = next(iter(table.c[concern].foreign_keys)).column.table.name
    facts = {"source": table.name, "source_id": key, "employee_id": employee, "entity": entity, "row_id": target}
    return tuple(facts.items())
