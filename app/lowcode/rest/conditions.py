"""Conditions of an API query: what may be asked by which field, and each asked one as SQL."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement

from app.lowcode import conditions
from app.lowcode.conditions import OPERATOR_LABELS, operators_of
from app.lowcode.entity import Entity
from app.lowcode.values import Notation, readable_fields
from app.security.principal import Principal
from app.shared.errors import BadRequest
from app.shared.field import FieldFacts
from app.shared.text import msg


def operators(entity: Entity, principal: Principal) -> dict[str, list[dict[str, str]]]:
    """Return field → [{name, operator}] of what this reader may filter by."""
    return {
        name: [{"name": str(OPERATOR_LABELS[operator]), "operator": operator} for operator in operators_of(facts)]
        for name, facts in _filterable(entity, principal).items()
    }


def condition(
    entity: Entity, principal: Principal, asked: Mapping[str, Any], notation: Notation
) -> tuple[FieldFacts, ColumnElement[bool]]:
    """Return the field and SQL of one `{col, opr, value}`; raises BadRequest for anything that cannot be read."""
    facts = _filterable(entity, principal).get(asked["col"])
    if facts is None:
        raise BadRequest(msg("This list has no filter “{name}”.", name=asked["col"][:60]))
    return facts, conditions.condition(entity, facts, asked["opr"], asked["value"], notation)


def _filterable(entity: Entity, principal: Principal) -> dict[str, FieldFacts]:
    """The filters of the list page, and whole secret values, which are found by their blind index."""
    found = conditions.filterable(entity, principal)
    readable = readable_fields(entity.model, principal)
    return found | {n: readable[n] for n, s in entity.model.__secrets__.items() if s.lookup and n in readable}
