"""Conditions: one comparison of a field as SQL, for lists and the API alike; what cannot be read is refused."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_

from app.lowcode.entity import Entity
from app.lowcode.values import Notation, choices_of, parse_value, readable_fields
from app.security.principal import Principal
from app.shared.errors import BadRequest, InvalidInput
from app.shared.field import FieldFacts, FieldKind
from app.shared.folding import fold, matches_folded
from app.shared.text import Message, msg

Operator = Callable[[Any, Any], ColumnElement[bool]]

MAX_VALUES = 200
_ORDERED = (FieldKind.INTEGER, FieldKind.MONEY, FieldKind.PERCENT, FieldKind.DATE, FieldKind.TIMESTAMP)
_TEXTUAL = (FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.PHONE)


def contains(column: Any, text: str) -> ColumnElement[bool]:
    """Match anywhere, whatever the case, and whatever the marks where the text has none: `nguyen` finds `Nguyễn`.

    For a text with marks: SQLite knows the case of ASCII only, so the usual spellings are asked for as well.
    """
    plain = " ".join(text.split())[:200]
    if fold(plain) == plain.lower():
        return matches_folded(column, plain)
    spellings = {plain, plain.lower(), plain.upper(), plain.title(), plain.capitalize()}
    return or_(*(column.icontains(spelling, autoescape=True) for spelling in sorted(spellings)))


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
_COMPARE: Mapping[str, Operator] = {**_EQUALITY, **_ORDER, **_TEXT, **_RELATION}

OPERATOR_LABELS: Mapping[str, Message] = {
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


def filterable(entity: Entity, principal: Principal) -> dict[str, FieldFacts]:
    """Return the fields a reader may filter by: the declared ones and every reference, never hidden or masked ones."""
    state = entity.workflow.column if entity.workflow else ""
    return {
        name: facts
        for name, facts in readable_fields(entity.model, principal).items()
        if (facts.filtered or facts.kind is FieldKind.REFERENCE or name == state)
        and facts.mask is None
        and not facts.secret
        and facts.kind is not FieldKind.JSON
    }


def operators_of(facts: FieldFacts) -> tuple[str, ...]:
    """Return the operators that a field knows; a secret is found whole or not at all."""
    if facts.secret:
        return ("eq",)
    if facts.kind is FieldKind.BOOLEAN:
        return ("eq", "neq")
    more: Mapping[str, Operator] = {}
    if facts.kind in _ORDERED:
        more = _ORDER
    elif facts.kind in _TEXTUAL:
        more = _TEXT
    elif facts.kind is FieldKind.REFERENCE:
        more = _RELATION
    return (*_EQUALITY, *more, "in", "null")


def condition(entity: Entity, facts: FieldFacts, operator: str, given: Any, notation: Notation) -> ColumnElement[bool]:
    """Return the SQL of one comparison; raises BadRequest for an operator or a value that the field cannot have."""
    if operator not in operators_of(facts):
        raise BadRequest(msg("“{name}” has no filter “{operator}”.", name=facts.name, operator=operator[:20]))
    if facts.secret:
        secret = entity.model.__secrets__[facts.name]
        return secret.matches(entity.model, str(_read(entity, facts, given, notation)))
    column = getattr(entity.model, facts.name)
    if operator == "null":
        if not isinstance(given, bool):
            raise unreadable(facts, given, str(msg("Answer yes or no.")))
        return column.is_(None) if given else column.is_not(None)
    if operator == "in":
        if not isinstance(given, list) or not 1 <= len(given) <= MAX_VALUES:
            raise BadRequest(msg("Give a list of 1 to {most} values.", most=MAX_VALUES))
        return or_(*(column == _read(entity, facts, one, notation) for one in given))
    return _COMPARE[operator](column, _read(entity, facts, given, notation))


def _read(entity: Entity, facts: FieldFacts, given: Any, notation: Notation) -> Any:
    text = repr(given) if isinstance(given, float) else given
    try:
        value = parse_value(facts, text, notation, members=choices_of(entity.model, facts.name))
    except InvalidInput as error:
        raise unreadable(facts, given, str(error.fields[facts.name])) from error
    if value is None or (text in (None, "") and facts.kind is FieldKind.BOOLEAN):
        raise unreadable(facts, given)
    if isinstance(value, date) and not 1 < value.year < 9999:
        raise unreadable(facts, given)  # a day's bounds in another time zone would lie outside the calendar
    return value


def unreadable(facts: FieldFacts, given: Any, advice: str = "") -> BadRequest:
    """Return the refusal of a value, with what would be accepted."""
    said = str(given)[:60]
    return BadRequest(
        msg("The filter “{field}” cannot be “{text}”. {advice}", field=facts.label, text=said, advice=advice)
    )
