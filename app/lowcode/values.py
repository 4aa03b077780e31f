"""Values: one reading of what a form, the API or a file gives for a field, and one writing of what is stored."""

import enum
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.lowcode.value_readers import READERS, Notation, as_text, cleaned, decode_json
from app.security.masking import masked
from app.security.principal import Principal
from app.shared.errors import DomainError, InvalidInput
from app.shared.field import FieldFacts, FieldKind, fields_of
from app.shared.formatting import format_number
from app.shared.money import format_major
from app.shared.record import Governed
from app.shared.text import Message, msg

__all__ = [
    "Notation",
    "choices_of",
    "decode_json",
    "parse_value",
    "parse_values",
    "plain_value",
    "readable_fields",
    "writable_fields",
    "written_value",
]


_LOCALISED = (FieldKind.MONEY, FieldKind.PERCENT, FieldKind.NUMBER, FieldKind.INTEGER)


def parse_values(
    model: type[Governed] | None, given: Mapping[str, Any], notation: Notation, *, allowed: Mapping[str, FieldFacts]
) -> dict[str, Any]:
    """Return name → stored value for what was given; raises InvalidInput naming every wrong and every unknown field.

    Choices come back as members of the model's enumerations, as plain text without a model (a command's inputs).
    """
    values: dict[str, Any] = {}
    problems: dict[str, Message | str] = {}
    for name, value in given.items():
        if name not in allowed:
            problems[str(name)] = msg("This field cannot be set here.")
            continue
        try:
            members = choices_of(model, name) if model is not None else None
            values[name] = parse_value(allowed[name], value, notation, members=members)
        except InvalidInput as error:
            problems |= error.fields
    if problems:
        raise InvalidInput.of(problems)
    return values


def parse_value(facts: FieldFacts, given: Any, notation: Notation, *, members: type[enum.Enum] | None = None) -> Any:
    """Return the stored value of what was given for one field, None for nothing; raises InvalidInput.

    `given` is text or what JSON holds, decoded with `decode_json`. A choice comes back as a member of `members`
    where these are given. Whether a value is required and within bounds is the rule runner's question.
    """
    try:
        plain = cleaned(given)
        if plain is None:
            return False if facts.kind is FieldKind.BOOLEAN else None
        if facts.parse is not None:
            return facts.parse(as_text(plain))
        value = READERS[facts.kind](facts, plain, notation)
        return members(value) if members is not None else value
    except DomainError as error:
        raise InvalidInput.of({facts.name: error.message}) from error


def choices_of(model: type[Governed], name: str) -> type[enum.Enum] | None:
    """Return the enumeration behind a field, or None."""
    column = model.__mapper__.columns.get(name)
    return getattr(column.type, "enum_class", None) if column is not None else None


def readable_fields(model: type[Governed], principal: Principal) -> dict[str, FieldFacts]:
    """Return the fields that the reader may see at all, masked or not."""
    hidden = principal.hidden_fields(model)
    return {name: facts for name, facts in fields_of(model).items() if name not in hidden}


def writable_fields(model: type[Governed], principal: Principal) -> dict[str, FieldFacts]:
    """Return the fields that an ordinary form may set for this user."""
    return {name: facts for name, facts in readable_fields(model, principal).items() if facts.editable}


def plain_value(facts: FieldFacts, value: Any, notation: Notation, *, revealed: bool = False) -> Any:
    """Return a stored value for JSON and CSV: money and percent as plain decimal text in major units, dates as ISO.

    A field with a mask comes out masked unless its reader has `revealed` it.
    """
    if value is None:
        return None
    if facts.mask is not None and not revealed:
        return masked(value, facts.mask)
    if facts.kind is FieldKind.MONEY:
        return format_major(value, notation.exponent)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, Message):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def written_value(facts: FieldFacts, value: Any, notation: Notation) -> str:
    """Return a stored value as its form field shows it: what `parse_value` reads back in the same notation."""
    if value is None:
        return ""
    if facts.kind is FieldKind.JSON:
        return json.dumps(value, ensure_ascii=False)
    if facts.kind is FieldKind.TIMESTAMP:
        return value.astimezone(ZoneInfo(notation.time_zone)).strftime("%Y-%m-%dT%H:%M")
    if notation.locale and facts.kind in _LOCALISED:
        number = Decimal(plain_value(facts, value, notation, revealed=True))
        decimals = notation.exponent if facts.kind is FieldKind.MONEY else None
        return format_number(number, locale=notation.locale, decimals=decimals)
    plain = plain_value(facts, value, notation, revealed=True)
    return str(plain).lower() if isinstance(plain, bool) else str(plain)
