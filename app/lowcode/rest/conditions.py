"""Conditions: the filters of an API query turned into SQL; what cannot be read is refused, never dropped."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, or_

from app.lowcode.entity import Entity
from app.lowcode.screens.filters import contains, filterable
from app.lowcode.values import Notation, choices_of, parse_value, readable_fields
from app.security.principal import Principal
from app.shared.errors import BadRequest, InvalidInput
from app.shared.field import FieldFacts, FieldKind
from app.shared.text import Message, msg

Operator = Callable[[Any, Any], ColumnElement[bool]]

_EQUALITY: Mapping[str, Operator] = {
    "eq": lambda column, value: column == value,
    "neq": lambda column, value: column.is_distinct_from(value),
}
_ORDER: Mapping[str, Operator] = {
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
}
_TEXT: Mapping[str, Operator] = {
    "ct": contains,
    "sw": lambda column, value: column.istartswith(value, autoescape=True),
}
_RELATION: Mapping[str, Operator] = {"rel_o_m": _EQUALITY["eq"]}  # FAB's own name for it
_LABELS: Mapping[str, Message] = {
    "eq": msg("Equal to"),
    "neq": msg("Not equal to"),
    "gt": msg("Greater than"),
    "gte": msg("At least"),
    "lt": msg("Smaller than"),
    "lte": msg("At most"),
    "ct": msg("Contains"),
    "sw": msg("Starts with"),
    "rel_o_m": msg("Relation"),
    "in": msg("One of"),
    "null": msg("Is empty"),
}
_ORDERED = (FieldKind.INTEGER, FieldKind.MONEY, FieldKind.PERCENT, FieldKind.DATE, FieldKind.TIMESTAMP)
_TEXTUAL = (FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.PHONE)
MAX_VALUES = 200


def operators(entity: Entity, principal: Principal) -> dict[str, list[dict[str, str]]]:
    """Return field → [{name, operator}] of what this reader may filter by."""
    return {
        name: [{"name": str(_LABELS[operator]), "operator": operator} for operator in _allowed(facts)]
        for name, facts in _filterable(entity, principal).items()
    }


def condition(
    entity: Entity, principal: Principal, asked: Mapping[str, Any], notation: Notation
) -> tuple[FieldFacts, ColumnElement[bool]]:
    """Return the field and SQL of one `{col, opr, value}`; raises BadRequest for anything that cannot be read."""
    name, operator, given = asked["col"], asked["opr"], asked["value"]
    facts = _filterable(entity, principal).get(name)
    if facts is None:
        raise BadRequest(msg("This list has no filter “{name}”.", name=name[:60]))
    if operator not in _allowed(facts):
        raise BadRequest(msg("“{name}” has no filter “{operator}”.", name=name, operator=operator[:20]))
    if facts.secret:
        secret = entity.model.__secrets__[name]
        return facts, secret.matches(entity.model, str(_read(entity, facts, given, notation)))
    column = getattr(entity.model, name)
    if operator == "null":
        if not isinstance(given, bool):
            raise _unreadable(facts, given, str(msg("Answer yes or no.")))
        return facts, column.is_(None) if given else column.is_not(None)
    if operator == "in":
        if not isinstance(given, list) or not 1 <= len(given) <= MAX_VALUES:
            raise BadRequest(msg("Give a list of 1 to {most} values.", most=MAX_VALUES))
        return facts, or_(*(column == _read(entity, facts, one, notation) for one in given))
    return facts, _operator(operator)(column, _read(entity, facts, given, notation))


def _filterable(entity: Entity, principal: Principal) -> dict[str, FieldFacts]:
    """The filters of the list page, and whole secret values, which are found by their blind index."""
    found = filterable(entity, principal)
    readable = readable_fields(entity.model, principal)
    return found | {n: readable[n] for n, s in entity.model.__secrets__.items() if s.lookup and n in readable}


def _allowed(facts: FieldFacts) -> tuple[str, ...]:
    if facts.secret:
        return ("eq",)
    if facts.kind is FieldKind.BOOLEAN:
        return ("eq", "neq")
    more = (
        _ORDER
        if facts.kind in _ORDERED
        else _TEXT
        if facts.kind in _TEXTUAL
        else _RELATION
        if facts.kind is FieldKind.REFERENCE
        else {}
    )
    return (*_EQUALITY, *more, "in", "null")


def _operator(name: str) -> Operator:
    return (_EQUALITY | _ORDER | _TEXT | _RELATION)[name]  # type: ignore[operator]


def _read(entity: Entity, facts: FieldFacts, given: Any, notation: Notation) -> Any:
    text = repr(given) if isinstance(given, float) else given
    try:
        value = parse_value(facts, text, notation, members=choices_of(entity.model, facts.name))
    except InvalidInput as error:
        raise _unreadable(facts, given, str(error.fields[facts.name])) from error
    if value is None or (text in (None, "") and facts.kind is FieldKind.BOOLEAN):
        raise _unreadable(facts, given, "")
    return value


def _unreadable(facts: FieldFacts, given: Any, advice: str) -> BadRequest:
    said = str(given)[:60]
    return BadRequest(
        msg("The filter “{field}” cannot be “{text}”. {advice}", field=facts.label, text=said, advice=advice)
    )
