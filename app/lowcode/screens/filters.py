"""Filters: what a list's address asks for, field by field; what cannot be read is refused, never dropped."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from werkzeug.datastructures import MultiDict

from app.lowcode.conditions import condition, filterable, unreadable
from app.lowcode.entity import Entity
from app.lowcode.language import conventions, notation
from app.lowcode.values import parse_value
from app.security.principal import Principal
from app.shared.errors import BadRequest, InvalidInput
from app.shared.field import FieldFacts, FieldKind
from app.shared.text import msg

PREFIX = "f_"
_RANGED = (FieldKind.DATE, FieldKind.TIMESTAMP, FieldKind.INTEGER, FieldKind.MONEY, FieldKind.PERCENT)
_TEXTUAL = (FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.PHONE)
_BLANK = "-"  # asks for rows where the field is empty


@dataclass(frozen=True)
class Filter:
    """One asked restriction: the field, the texts of its parameters (shown again in the form), its SQL."""

    facts: FieldFacts
    texts: dict[str, list[str]]
    condition: ColumnElement[bool]


def read_filters(entity: Entity, principal: Principal, args: MultiDict[str, str]) -> list[Filter]:
    """Return the filters that the address asks for; raises BadRequest for an unknown field or an unreadable value."""
    allowed = filterable(entity, principal)
    asked: dict[str, dict[str, list[str]]] = {}
    for key in args:
        if not key.startswith(PREFIX):
            continue
        name, part = _split(key.removeprefix(PREFIX), allowed)
        texts = [text for text in args.getlist(key) if text.strip()]
        if texts:
            asked.setdefault(name, {})[part] = texts
    return [Filter(allowed[name], parts, _condition(entity, allowed[name], parts)) for name, parts in asked.items()]


def is_ranged(facts: FieldFacts) -> bool:
    """Tell whether the field is asked for by a lower and an upper bound."""
    return facts.kind in _RANGED


def _split(key: str, allowed: dict[str, FieldFacts]) -> tuple[str, str]:
    for name, part in ((key, ""), (key.removesuffix("_from"), "from"), (key.removesuffix("_to"), "to")):
        if name in allowed and (part == "" or (name != key and is_ranged(allowed[name]))):
            return name, part
    raise BadRequest(msg("This list has no filter “{name}”.", name=key))


def _condition(entity: Entity, facts: FieldFacts, parts: dict[str, list[str]]) -> ColumnElement[bool]:
    every = [
        or_(
            *(condition(entity, facts, *asked, notation()) for text in texts for asked in _operators(facts, part, text))
        )
        for part, texts in parts.items()
    ]
    return and_(*every)


def _operators(facts: FieldFacts, part: str, text: str) -> Iterator[tuple[str, Any]]:
    """Yield operator and operand of one text; a day asked of a timestamp is a day of the lender's time zone."""
    stamped = facts.kind is FieldKind.TIMESTAMP
    if part == "from":
        yield "gte", _midnight(facts, text) if stamped else text
    elif part == "to":
        yield ("lt", _midnight(facts, text, days=1)) if stamped else ("lte", text)
    elif text == _BLANK and facts.kind is not FieldKind.BOOLEAN:
        yield "null", True
    elif stamped or (facts.kind is FieldKind.BOOLEAN and text not in ("0", "1")):
        raise unreadable(facts, text)
    else:
        yield "ct" if facts.kind in _TEXTUAL else "eq", text


def _midnight(facts: FieldFacts, text: str, *, days: int = 0) -> datetime:
    try:
        day = parse_value(replace(facts, kind=FieldKind.DATE), text, notation())
    except InvalidInput as error:
        raise unreadable(facts, text, str(error.fields[facts.name])) from error
    if not 1 < day.year < 9999:
        raise unreadable(facts, text)
    return datetime.combine(day + timedelta(days=days), time.min, tzinfo=conventions().zone).astimezone(UTC)
