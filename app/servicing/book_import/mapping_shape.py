"""What may stand in a mapping file, and of which type: a misspelt entry is named, never passed over."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from app.servicing.classification.day_facts import PARAMETERS
from app.shared.money import NotAPlainNumberError, parse_plain_decimal
from app.shared.schedule.terms import LAST_DUE_DATE

EARLIEST = date(2000, 1, 1)
_NAME_MAX = 200
# A day of the month that every month has.
_LAST_DAY = 28

Kind = tuple[str, Callable[[Any], bool]]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_parameter(value: Any) -> bool:
    try:
        return isinstance(value, str) and parse_plain_decimal(value) % 1 == 0
    except NotAPlainNumberError:
        return False


_TEXT: Kind = ("a text", _is_text)
_NAME: Kind = (f"a text of 1 to {_NAME_MAX} characters", lambda v: _is_text(v) and 1 <= len(v) <= _NAME_MAX)
_WHOLE: Kind = ("a whole number", lambda v: type(v) is int)
_ISSUE_DAY: Kind = (f"an issue day from 1 to {_LAST_DAY}", lambda v: type(v) is int and 1 <= v <= _LAST_DAY)
_UNIT: Kind = ("1 or more", lambda v: type(v) is int and v >= 1)
_DAY: Kind = (
    f"a date from {EARLIEST} to {LAST_DUE_DATE}",
    lambda v: type(v) is date and EARLIEST <= v <= LAST_DUE_DATE,
)
_TABLE: Kind = ("a table", lambda v: isinstance(v, dict))
_TEXTS: Kind = ("a list of texts", lambda v: isinstance(v, list) and all(map(_is_text, v)))
_PARAMETER: Kind = ("a whole number as text", _is_parameter)

_FILE: dict[str, Kind] = {
    "grades": _TEXTS, "book": _TABLE, "columns": _TABLE, "statuses": _TABLE, "issue_days": _TABLE, "products": _TABLE,
    "policy": _TABLE,
}  # fmt: skip
_BOOK: dict[str, Kind] = {
    "name": _NAME, "currency": _TEXT, "currency_decimals": _WHOLE, "lender_type": _TEXT, "as_of": _DAY,
    "issue_day": _ISSUE_DAY, "issue_month_format": _TEXT, "method": _TEXT, "instalment_rounding_unit": _UNIT,
    "instalment_rounding_mode": _TEXT, "product": _NAME,
}  # fmt: skip
_POLICY: dict[str, Kind] = {"valid_from": _DAY, "values": _TABLE}


def check_shape(content: Mapping[str, Any], columns: tuple[str, ...], optional_columns: tuple[str, ...]) -> None:
    """Raise KeyError for an entry that is missing, ValueError for one that is unknown or of a wrong type."""
    _check("", content, _FILE, optional=("issue_days",))
    _check("book.", content["book"], _BOOK)
    _check("columns.", content["columns"], dict.fromkeys(columns + optional_columns, _TEXT), optional=optional_columns)
    _check("policy.", content["policy"], _POLICY)
    _check("policy.values.", content["policy"]["values"], dict.fromkeys(PARAMETERS, _PARAMETER))
    for name, kind in (("statuses", _TEXT), ("products", _TEXT), ("issue_days", _ISSUE_DAY)):
        words = content.get(name, {})
        _check(f"{name}.", words, dict.fromkeys(words, kind))
    if content["policy"]["valid_from"] > content["book"]["as_of"]:
        raise ValueError("policy.valid_from is a date up to book.as_of: the parameters hold on that day")
    headings = content["columns"]
    if doubled := [name for name, heading in headings.items() if list(headings.values()).count(heading) > 1]:
        raise ValueError(f"columns.{doubled[0]} and columns.{doubled[1]} name one heading: each has its own")


def _check(place: str, given: Mapping[str, Any], known: Mapping[str, Kind], optional: tuple[str, ...] = ()) -> None:
    for name in given:
        if name not in known:
            raise ValueError(f"{place}{name} is unknown here; accepted are {', '.join(known)}")
    for name, (what, accepts) in known.items():
        if name not in given:
            if name in optional:
                continue
            raise KeyError(f"{place}{name}")
        if not accepts(given[name]):
            raise ValueError(f"{place}{name} is {what}")
