"""JSON values: what a JSON column or the audit holds as plain JSON, told as the reader of this request would see it."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.lowcode.catalog import known
from app.lowcode.language import money, shown
from app.shared.field import FieldFacts, FieldKind, fields_of
from app.shared.record import Governed
from app.shared.text import Message, humanise, msg

Names = Mapping[tuple[str, int], str]


class Figure(str):
    """The text of a number, which stands to the right in its column."""

    __slots__ = ()
    css = "num"


_NO_NAMES: Names = {}
_RATE_DECIMALS = 3
_NUMBERS = (FieldKind.INTEGER, FieldKind.PERCENT, FieldKind.NUMBER)
_FIGURES = (*_NUMBERS, FieldKind.MONEY)
_PAIR = 2  # of an old and a new value


def told(facts: FieldFacts, value: Any, names: Names = _NO_NAMES) -> str:
    """Return one plain value as its field would show it; a reference by its name in `names`, else by its number."""
    if value is None or value == "":
        return "–"
    if facts.target:
        return names.get((facts.target, value), str(value))
    if facts.kind is FieldKind.CHOICE:
        return str(facts.choices.get(str(value), value))
    if facts.kind is FieldKind.FILE:
        return str(msg("file no. {number}", number=value))
    if facts.mask or facts.secret:
        return str(value)
    if facts.kind is FieldKind.MONEY and isinstance(value, int):
        return money(value)
    if facts.kind in (FieldKind.DATE, FieldKind.TIMESTAMP):
        parse = date.fromisoformat if facts.kind is FieldKind.DATE else datetime.fromisoformat
        return shown(parse(str(value)))
    if facts.kind is FieldKind.BOOLEAN:
        return shown(value in (True, "yes"))
    if facts.kind in _NUMBERS and isinstance(value, str):
        value = round(Decimal(value), _RATE_DECIMALS)
    unit = "%" if facts.kind is FieldKind.PERCENT else str(Message(facts.unit)) if facts.unit else ""
    return f"{shown(value)}\u00a0{unit}" if unit else shown(value)


def parts_of(facts: FieldFacts, value: Any, names: Names = _NO_NAMES) -> Any:
    """Return a JSON value with its keys and values told: what the template draws as a list or a table."""
    if isinstance(value, list):
        return [parts_of(facts, one, names) for one in value]
    if isinstance(value, dict):
        parts = ((key, _part(facts, key)) for key in value)
        return {_label(part, key): _inner(part, value[key], names) for key, part in parts}
    return shown(value)


def _inner(facts: FieldFacts, value: Any, names: Names) -> Any:
    if isinstance(value, (dict, list)):
        return parts_of(facts, value, names)
    text = told(facts, value, names)
    return Figure(text) if facts.kind in _FIGURES else text


def _part(facts: FieldFacts, key: str) -> FieldFacts:
    declared = {part.name: part for part in facts.parts}
    return declared.get(key) or declared.get("*") or FieldFacts(Message(humanise(key)), name=key)


def _label(facts: FieldFacts, key: str) -> str:
    return str(Message(facts.label.msgid, {"key": key} if facts.name == "*" else {}))


def changes_of(entity_name: str, value: Mapping[str, Any], hidden: frozenset[str], names: Names = _NO_NAMES) -> Any:
    """Return audited changes: a table of field, before and after; what is no change of a field as key and value."""
    fields = _fields(entity_name)
    rows, others = [], {}
    for key, pair in value.items():
        if key in hidden:
            continue
        facts = fields.get(key) or FieldFacts(Message(humanise(key)), name=key)
        if isinstance(pair, list) and len(pair) == _PAIR:
            before, after = (_inner(facts, one, names) for one in pair)
            rows.append(
                {str(msg("Data field")): str(facts.label), str(msg("Before")): before, str(msg("After")): after}
            )
        else:
            others[str(facts.label)] = _inner(facts, pair, names)
    return rows or others


def _fields(entity_name: str) -> Mapping[str, FieldFacts]:
    entity = known(entity_name)
    if entity is None:
        return {}
    fields = fields_of(entity.model)
    # A command is audited with the `state` that it left and reached, whichever column holds it.
    return {"state": fields[entity.workflow.column], **fields} if entity.workflow else fields


def references_in(record: Governed, facts: FieldFacts, value: Any) -> Iterator[tuple[str, int]]:
    """Yield (entity, id) of every record that a JSON value of this field points to."""
    fields = _fields(str(getattr(record, facts.of))) if facts.of else {part.name: part for part in facts.parts}
    for row in value if isinstance(value, list) else [value]:
        for key, inner in row.items() if isinstance(row, dict) else ():
            target = fields[key].target if key in fields else ""
            for one in inner if isinstance(inner, list) else [inner]:
                if target and isinstance(one, int):
                    yield target, one
