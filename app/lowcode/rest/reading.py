"""Reading: records as JSON, masked, without the fields that are hidden from the reader."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.lowcode.catalog import entity_of
from app.lowcode.entity import Entity
from app.lowcode.screens.listing import COUNT_CAP, by_name
from app.lowcode.screens.naming import name_of
from app.lowcode.values import Notation, plain_value
from app.security.principal import Principal
from app.shared.field import FieldFacts, FieldKind
from app.shared.record import Governed, Record


def as_json(
    record: Governed, columns: Iterable[FieldFacts], principal: Principal, notation: Notation
) -> dict[str, Any]:
    """Return id, code, version and the columns of a record; a reference comes as its id and its record's name."""
    found: dict[str, Any] = {"id": record.id, "code": record.code}
    if isinstance(record, Record):
        found["version"] = record.version
    for facts in columns:
        found[facts.name] = plain_value(facts, getattr(record, facts.name), notation)
        if facts.kind is FieldKind.REFERENCE:
            relation = facts.name.removesuffix("_id")
            found[relation] = name_of(getattr(record, relation), principal) or None
    return found


def find(session: Session, entity: Entity, key: int, columns: Iterable[FieldFacts]) -> Governed | None:
    """Return a record with the relations that its columns show, in one statement; None where its reader may not."""
    model = entity.model
    statement = select(model).where(model.id == key)
    for facts in columns:
        if facts.kind is FieldKind.REFERENCE:
            statement = statement.options(joinedload(getattr(model, facts.name.removesuffix("_id"))))
    return session.scalars(statement).one_or_none()


def offered(
    session: Session, facts: FieldFacts, principal: Principal, page: int, size: int
) -> tuple[int, list[dict[str, Any]]]:
    """Return how many records a reference may point to, counted up to a cap, and one page of {id, value} of them."""
    model: Any = entity_of(facts.target).model
    if not principal.may(model, "read"):
        return 0, []
    counted = select(model.id).limit(COUNT_CAP + 1).subquery()
    count = session.execute(select(func.count()).select_from(counted)).scalar_one()
    rows = session.scalars(select(model).order_by(*by_name(model, principal)).limit(size).offset(page * size))
    return min(count, COUNT_CAP), [{"id": row.id, "value": name_of(row, principal)} for row in rows]
