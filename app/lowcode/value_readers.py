"""Value readers: for each kind of field the one function that turns what was given into the stored value."""

import difflib
import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from app.shared.errors import InvalidInput
from app.shared.field import FieldFacts, FieldKind
from app.shared.formatting import number_example, parse_day, parse_number
from app.shared.money import AmountOutOfRangeError, TooManyDecimalsError, parse_major, parse_plain_decimal
from app.shared.phone import normalise_phone
from app.shared.text import Message, msg
from app.shared.upload import Upload, problem_of_upload

LARGEST_INTEGER = 2**63 - 1
PERCENT_LIMIT = 1000  # three digits before the point and six behind it, as the column has them
PERCENT_DECIMALS = 6
_MAX_JSON_DEPTH = 20
_NAMED_CHOICES = 20
_NEAR_CHOICES = 5
_ALIKE = 0.4  # difflib's ratio: its own 0.6 misses `late_interest_cap` for one of our parameters
_LONGEST_SLIP = 100  # of what was given so much is compared: the comparison takes the square of it
_YEARS = range(1900, 2200)  # what lies outside is a slip of the finger
# Marks that turn the direction of writing around make a text read as another; no language of ours needs them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_RECORD_CODE = re.compile(r"(?:[A-Za-z]{2,4}-)?([0-9]{1,19})", re.ASCII)
_TRUE = frozenset({"true", "1", "yes", "on", "y"})
_FALSE = frozenset({"false", "0", "no", "off", "n"})


@dataclass(frozen=True, slots=True)
class Notation:
    """How values are written: plainly (API, CSV) without a `locale`, else as readers of that language write them.

    `exponent` is the number of decimals of the company's currency, `time_zone` the one of instants without a zone.
    """

    exponent: int = 0
    locale: str = ""
    time_zone: str = "UTC"


def decode_json(text: str | bytes) -> Any:
    """Return JSON with its decimals exactly as written; raises ValueError, for NaN, Infinity and deep nesting too."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except (RecursionError, InvalidOperation) as error:
        raise ValueError("nested too deeply, or an exponent beyond all reason") from error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def cleaned(given: Any) -> Any:
    """Return text composed and trimmed, None where nothing is left; anything but text comes back as it is."""
    if not isinstance(given, str):
        return given
    text = unicodedata.normalize("NFC", given).strip()
    if _CONTROL.search(text):
        raise InvalidInput(msg("This text contains control characters."))
    return text or None


def as_text(given: Any) -> str:
    """Return text or a number as text; raises InvalidInput for what JSON holds beside these."""
    if isinstance(given, bool) or not isinstance(given, (str, int, Decimal)):
        raise InvalidInput(msg("A text is expected here."))
    return str(given)


def _text(facts: FieldFacts, given: Any, _notation: Notation) -> str:
    if not isinstance(given, str):
        raise InvalidInput(msg("A text is expected here."))
    return given


def _number_text(given: Any, notation: Notation) -> str:
    """Return a number, in whichever notation, as plain decimal text."""
    text = as_text(given)
    if not notation.locale or not isinstance(given, str):
        return text
    try:
        return f"{parse_number(text, locale=notation.locale):f}"
    except ValueError as error:
        raise _no_number(notation) from error


def _no_number(notation: Notation) -> InvalidInput:
    example = number_example(notation.locale) if notation.locale else "1234.5"
    return InvalidInput(msg("This is not a number; write it as {example}.", example=example))


def _decimal(given: Any, notation: Notation) -> Decimal:
    try:
        return parse_plain_decimal(_number_text(given, notation))
    except ValueError as error:
        raise _no_number(notation) from error


def _integer(facts: FieldFacts, given: Any, notation: Notation) -> int:
    number = _decimal(given, notation)
    if number != number.to_integral_value():
        raise InvalidInput(msg("A whole number is expected here."))
    if abs(number) > LARGEST_INTEGER:
        raise InvalidInput(msg("This number is too large."))
    return int(number)


def _money(facts: FieldFacts, given: Any, notation: Notation) -> int:
    try:
        return parse_major(_number_text(given, notation), notation.exponent, negative_allowed=True)
    except TooManyDecimalsError as error:
        if notation.exponent == 0:
            raise InvalidInput(msg("This currency has no decimals.")) from error
        raise InvalidInput(msg("At most {count} decimals, please.", count=notation.exponent)) from error
    except AmountOutOfRangeError as error:
        raise InvalidInput(msg("This amount is too large.")) from error
    except ValueError as error:
        raise _no_number(notation) from error


def _number(facts: FieldFacts, given: Any, notation: Notation) -> str:
    return f"{_decimal(given, notation):f}"


def _percent(facts: FieldFacts, given: Any, notation: Notation) -> Decimal:
    number = _decimal(given, notation)
    if abs(number) >= PERCENT_LIMIT:
        raise InvalidInput(msg("This number is too large."))
    if number != number.quantize(Decimal(1).scaleb(-PERCENT_DECIMALS)):
        raise InvalidInput(msg("At most {count} decimals, please.", count=PERCENT_DECIMALS))
    return number


def _day(facts: FieldFacts, given: Any, notation: Notation) -> date:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    try:
        day = parse_day(as_text(given), locale=notation.locale)
    except ValueError as error:
        raise InvalidInput(msg("This is not a date; write it as {example}.", example=_day_example(notation))) from error
    _require_meant_year(day)
    return day


def _require_meant_year(day: date) -> None:
    if day.year not in _YEARS:
        years = {"first": str(_YEARS[0]), "last": str(_YEARS[-1])}
        raise InvalidInput(msg("The year must lie between {first} and {last}.", **years))


def _day_example(notation: Notation) -> str:
    return {"vi": "31/12/2026", "zh": "2026/12/31"}.get(notation.locale[:2], "2026-12-31")


def _instant(facts: FieldFacts, given: Any, notation: Notation) -> datetime:
    try:
        value = (
            given if isinstance(given, datetime) else datetime.fromisoformat(as_text(given).encode("ascii").decode())
        )
        moment = (value if value.tzinfo else value.replace(tzinfo=ZoneInfo(notation.time_zone))).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        example = "2026-12-31T08:30"
        raise InvalidInput(msg("This is not a date and time; write it as {example}.", example=example)) from error
    _require_meant_year(moment)
    return moment


def _yes_or_no(facts: FieldFacts, given: Any, _notation: Notation) -> bool:
    if isinstance(given, bool):
        return given
    word = as_text(given).lower()
    if word in _TRUE or word == str(msg("Yes")).lower():
        return True
    if word in _FALSE or word == str(msg("No")).lower():
        return False
    raise InvalidInput(msg("Answer yes or no."))


def _choice(facts: FieldFacts, given: Any, _notation: Notation) -> str:
    word = as_text(given)
    if word in facts.choices:
        return word
    by_label = {str(label).casefold(): value for value, label in facts.choices.items()}
    if word.casefold() not in by_label:
        raise InvalidInput(_offer(word, facts.choices))
    return by_label[word.casefold()]


def _offer(word: str, choices: Mapping[str, Any]) -> Message:
    """Name those like the word where the choices are many and some are like it: nobody reads seventy to find a slip."""
    labels = [str(label) for label in choices.values()]
    spelt = {value.casefold(): label for value, label in zip(choices, labels, strict=True)}
    spelt |= {label.casefold(): label for label in labels}
    typed = word[:_LONGEST_SLIP].casefold()
    near = dict.fromkeys(spelt[like] for like in difflib.get_close_matches(typed, spelt, _NEAR_CHOICES, _ALIKE))
    if len(labels) <= _NAMED_CHOICES or not near:
        return msg("Choose one of: {choices}.", choices=", ".join(labels))
    return msg(
        "Choose one of the {count} values that the field offers; nearest are: {choices}.",
        count=len(labels),
        choices=", ".join(near),
    )


def _reference(facts: FieldFacts, given: Any, _notation: Notation) -> int:
    text = as_text(given)
    if not re.fullmatch(r"[0-9]{1,19}", text, re.ASCII) or not 0 < int(text) <= LARGEST_INTEGER:
        raise InvalidInput(msg("Choose one of the records you may see."))
    return int(text)


def _record(facts: FieldFacts, given: Any, _notation: Notation) -> int:
    """Read the number of a record of any kind, or its code."""
    found = _RECORD_CODE.fullmatch(as_text(given))
    if found is None or int(found[1]) > LARGEST_INTEGER:
        raise InvalidInput(msg("Write a record's number or code, such as {example}.", example="CTR-000042"))
    return int(found[1])


def _phone(facts: FieldFacts, given: Any, _notation: Notation) -> str:
    return normalise_phone(as_text(given))


def _json(facts: FieldFacts, given: Any, _notation: Notation) -> Any:
    try:
        value = _json_safe(decode_json(given) if isinstance(given, str) else given)
    except ValueError as error:
        raise InvalidInput(msg("This is not valid JSON.")) from error
    if not isinstance(value, (dict, list)):
        raise InvalidInput(msg("This is not valid JSON."))
    return value


def _json_safe(value: Any, depth: int = 0) -> Any:
    """Return decoded JSON as a JSON column can hold it on both databases."""
    if depth > _MAX_JSON_DEPTH:
        raise ValueError("nested too deeply")
    if isinstance(value, dict):
        return {_json_safe(str(k), depth): _json_safe(v, depth + 1) for k, v in value.items()}
    if isinstance(value, list):
        return [_json_safe(v, depth + 1) for v in value]
    if isinstance(value, str) and _CONTROL.search(value):
        raise ValueError("control characters")
    if isinstance(value, Decimal):
        if not math.isfinite(float(value)):
            raise ValueError("not finite")
        return float(value)
    return value


def _file(facts: FieldFacts, given: Any, _notation: Notation) -> Upload:
    if not isinstance(given, Upload):
        raise InvalidInput(msg("Send the file itself."))
    if problem := problem_of_upload(given, facts.accepts):
        raise InvalidInput(problem)
    return given


READERS: Mapping[FieldKind, Callable[[FieldFacts, Any, Notation], Any]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _text,
    FieldKind.INTEGER: _integer,
    FieldKind.ENTITY: _text,
    FieldKind.RECORD: _record,
    FieldKind.COMMAND: _text,
    FieldKind.STATE: _text,
    FieldKind.MONEY: _money,
    FieldKind.PERCENT: _percent,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _day,
    FieldKind.TIMESTAMP: _instant,
    FieldKind.BOOLEAN: _yes_or_no,
    FieldKind.CHOICE: _choice,
    FieldKind.REFERENCE: _reference,
    FieldKind.PHONE: _phone,
    FieldKind.JSON: _json,
    FieldKind.FILE: _file,
}
