"""Currency amounts: whole minor units inside, plain decimal text in major units outside, never a float."""

import re
from dataclasses import dataclass
from decimal import Decimal

from app.shared.errors import InvalidInput
from app.shared.text import msg

# Below the limit of a 64-bit column with room for sums over a whole book.
LARGEST_MINOR_AMOUNT = 10**17 - 1
_PLAIN = re.compile(r"(-?)([0-9]{1,30})(?:\.([0-9]{1,30}))?", re.ASCII)


class AmountError(InvalidInput):
    """The text is not an amount that can be stored."""


class NotAPlainNumberError(AmountError):
    """Anything but ASCII digits with one optional point: NaN, Infinity, exponents, other scripts, blanks, commas."""


class TooManyDecimalsError(AmountError):
    """More decimals than the currency has."""


class AmountOutOfRangeError(AmountError):
    """Too large to be stored, or negative where that is not allowed."""


@dataclass(frozen=True, slots=True)
class Currency:
    """An ISO 4217 code and its number of decimals (VND 0, USD 2)."""

    code: str
    exponent: int

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Z]{3}", self.code) or not 0 <= self.exponent <= 4:
            raise ValueError("a currency has three capital letters and 0 to 4 decimals")


def parse_plain_decimal(text: str) -> Decimal:
    """Return plain decimal text as a Decimal with the decimals as written; raises NotAPlainNumberError."""
    if not isinstance(text, str) or not _PLAIN.fullmatch(text):
        raise NotAPlainNumberError(msg("Enter a plain number such as 1250000 or 12.50."))
    return Decimal(text)


def decimals_written(text: str) -> int:
    """Return how many digits follow the point; raises NotAPlainNumberError."""
    parse_plain_decimal(text)
    return len(text.partition(".")[2])


def parse_major(text: str, exponent: int, *, negative_allowed: bool = False) -> int:
    """Return text in major units ("12.50") as minor units (1250).

    Raises NotAPlainNumberError, TooManyDecimalsError or AmountOutOfRangeError. Trailing zeros beyond the exponent count
    as decimals: an amount is read as written, never adjusted.
    """
    parse_plain_decimal(text)
    whole, _, decimals = text.removeprefix("-").partition(".")
    if len(decimals) > exponent:
        raise TooManyDecimalsError(msg("Enter at most {exponent} decimals.", exponent=exponent))
    minor = int(whole + decimals.ljust(exponent, "0"))
    if minor > LARGEST_MINOR_AMOUNT:
        raise AmountOutOfRangeError(msg("Enter at most 17 digits, decimals included."))
    if text.startswith("-") and minor:
        if not negative_allowed:
            raise AmountOutOfRangeError(msg("A negative amount is not accepted."))
        return -minor
    return minor


def format_major(minor: int, exponent: int) -> str:
    """Return minor units (1250) as plain text in major units ("12.50"), the inverse of `parse_major`."""
    if exponent == 0:
        return str(minor)
    digits = str(abs(minor)).rjust(exponent + 1, "0")
    return f"{'-' if minor < 0 else ''}{digits[:-exponent]}.{digits[-exponent:]}"
