"""Strict reading of decoded JSON: every wrong field is named with what it accepts, all of them at once."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from app.shared.money import AmountError, decimals_written, parse_major, parse_plain_decimal

Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class FieldProblemsError(ValueError):
    """The input is refused; `problems` holds one line "field: what it accepts, what it got" each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


@dataclass(slots=True)
class FieldReader:
    """Reads the fields of one JSON object; a wrong one leaves a problem and a stand-in of the right type.

    The caller raises FieldProblemsError when `problems` is not empty, so no stand-in is ever used.
    """

    values: dict[str, Any]
    prefix: str = ""
    problems: list[str] = field(default_factory=list)

    def refuse(self, name: str, accepts: str) -> None:
        """Note that `name` is wrong and what it accepts."""
        self.problems.append(f"{self.prefix}{name}: {accepts}")

    def refuse_unknown(self, known: Sequence[str]) -> None:
        """Note every field that is not among `known`, so that a misspelt one is not passed over."""
        for name in self.values.keys() - set(known):
            self.refuse(_shown(name), f"unknown field; accepted are {', '.join(known)}")

    def choice(self, name: str, kind: type[Choice]) -> Choice:
        """Return one of a closed set of words."""
        accepts = "one of " + ", ".join(f'"{member.value}"' for member in kind)
        return self._read(name, accepts, lambda value: kind(_text(value)), next(iter(kind)))

    def whole_number(self, name: str, lowest: int, highest: int) -> int:
        """Return a JSON integer within bounds; true and 12.0 are not whole numbers."""

        def convert(value: Any) -> int:
            if type(value) is not int or not lowest <= value <= highest:
                raise ValueError
            return value

        return self._read(name, f"a whole number from {lowest} to {highest}", convert, lowest)

    def number(self, name: str, highest: int, most_decimals: int, what: str) -> Decimal:
        """Return plain decimal text from 0 to `highest` with at most `most_decimals` decimals."""

        def convert(value: Any) -> Decimal:
            number = parse_plain_decimal(_text(value))
            if not 0 <= number <= highest or decimals_written(value) > most_decimals:
                raise ValueError
            return abs(number)

        accepts = f"a string with {what} from 0 to {highest}, at most {most_decimals} decimals, digits and a point only"
        return self._read(name, accepts, convert, Decimal(0))

    def amount_text(self, name: str, most_decimals: int) -> str:
        """Return the text of an amount above 0 that fits the currency column, still as written."""

        def convert(value: Any) -> str:
            if parse_major(_text(value), most_decimals) == 0:
                raise ValueError
            return str(value)

        accepts = f"a string with an amount above 0, at most {most_decimals} decimals, digits and a point only"
        return self._read(name, accepts, convert, "1")

    def day(self, name: str, earliest: date, latest: date) -> date:
        """Return a date written YYYY-MM-DD within bounds."""

        def convert(value: Any) -> date:
            if not _DATE.fullmatch(_text(value)) or not earliest <= date.fromisoformat(value) <= latest:
                raise ValueError
            return date.fromisoformat(value)

        return self._read(name, f"a string with a date YYYY-MM-DD from {earliest} to {latest}", convert, earliest)

    def inner(self, name: str, known: Sequence[str]) -> "FieldReader":
        """Return a reader of the object in field `name`; its problems land in this reader's list."""

        def convert(value: Any) -> dict[str, Any]:
            if not isinstance(value, dict):
                raise TypeError
            return value

        before = len(self.problems)
        values = self._read(name, f"an object with {' and '.join(known)}", convert, dict[str, Any]())
        # One problem is enough where the object itself is missing.
        reader = FieldReader(values, f"{self.prefix}{name}.", self.problems if len(self.problems) == before else [])
        reader.refuse_unknown(known)
        return reader

    def _read(self, name: str, accepts: str, convert: Callable[[Any], Value], stand_in: Value) -> Value:
        if name not in self.values:
            self.refuse(name, f"missing; accepts {accepts}")
            return stand_in
        value = self.values[name]
        try:
            return convert(value)
        except (AmountError, ValueError, TypeError):
            self.refuse(name, f"accepts {accepts}, got {_shown(value)}")
            return stand_in


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _shown(value: Any) -> str:
    """Return the value as short ASCII, so that control characters and other scripts can be seen for what they are."""
    text = ascii(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
