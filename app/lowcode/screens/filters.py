"""Filters: what a list's address asks for, field by field; what cannot be read is refused, never dropped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_
from werkzeug.datastructures import MultiDict

from app.lowcode.entity import Entity
from app.lowcode.language import conventions, notation
from app.lowcode.values import parse_value, readable_fields
from app.security.principal import Principal
from app.shared.errors import BadRequest, DomainError
from app.shared.field import FieldFacts, FieldKind
from app.shared.text import msg

PREFIX = "f_"
_RANGED = (FieldKind.DATE, FieldKind.TIMESTAMP, FieldKind.INTEGER, FieldKind.MONEY, FieldKind.PERCENT)
_BLANK = "-"  # asks for rows where the field is empty


@dataclass(frozen=True)
class Filter:
    """One asked restriction: the field, the texts of its parameters (shown again in the form), its SQL."""

    facts: FieldFacts
    texts: dict[str, list[str]]
    condition: ColumnElement[bool]


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
    column = getattr(entity.model, facts.name)
    conditions = []
    for part, texts in parts.items():
        if part == "":
            conditions.append(_equal(column, facts, texts))
        else:
            conditions.append(_bound(column, facts, part, _read(facts, texts[-1])))
    result = conditions[0]
    for condition in conditions[1:]:
        result = result & condition
    return result


def _equal(column: Any, facts: FieldFacts, texts: Iterable[str]) -> ColumnElement[bool]:
    alternatives = []
    for text in texts:
        if text == _BLANK:
            alternatives.append(column.is_(None))
        elif facts.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.PHONE):
            alternatives.append(contains(column, text))
        elif facts.kind is FieldKind.BOOLEAN:
            if text not in ("0", "1"):
                raise _unreadable(facts, text)
            alternatives.append(column.is_(text == "1"))
        elif facts.kind is FieldKind.TIMESTAMP:
            raise _unreadable(facts, text)
        else:
            alternatives.append(column == _read(facts, text))
    return or_(*alternatives)


def _bound(column: Any, facts: FieldFacts, part: str, value: Any) -> ColumnElement[bool]:
    if facts.kind is not FieldKind.TIMESTAMP:
        return column >= value if part == "from" else column <= value
    return column >= _midnight(value) if part == "from" else column < _midnight(value + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=conventions().zone).astimezone(UTC)


def _read(facts: FieldFacts, text: str) -> Any:
    kind = FieldKind.DATE if facts.kind is FieldKind.TIMESTAMP else facts.kind
    try:
        value = parse_value(FieldFacts(facts.label, kind=kind, choices=facts.choices), text, notation())
    except DomainError as error:
        raise _unreadable(facts, text, str(error.fields.get("", error.message))) from None
    if isinstance(value, date) and not 1 < value.year < 9999:
        raise _unreadable(facts, text)
    return value


def _unreadable(facts: FieldFacts, text: str, advice: str = "") -> BadRequest:
    return BadRequest(
        msg("The filter “{field}” cannot be “{text}”. {advice}", field=facts.label, text=text[:60], advice=advice)
    )


def contains(column: Any, text: str) -> ColumnElement[bool]:
    """Match anywhere, whatever the case; SQLite folds only ASCII, so the usual spellings are asked for as well."""
    plain = " ".join(text.split())[:200]
    spellings = {plain, plain.lower(), plain.upper(), plain.title(), plain.capitalize()}
    return or_(*(column.icontains(spelling, autoescape=True) for spelling in sorted(spellings)))
