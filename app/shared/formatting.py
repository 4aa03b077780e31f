"""Numbers, money, dates and instants as a reader of a given language writes and reads them; pure Babel, no Flask."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date
from babel.dates import format_datetime
from babel.numbers import NumberFormatError, format_currency, format_decimal, get_decimal_symbol, parse_decimal

_KEPT = 16_384
MAX_DIGITS = 18  # what a BIGINT holds without overflow
_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009"), None)
_ISO_DAY = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})", re.ASCII)
_SHOWN_DAYS = {"vi": "dd/MM/y"}  # the way a Vietnamese reader types them; other languages: Babel's medium
_TYPED_DAYS = {"vi": "%d/%m/%Y", "zh": "%Y/%m/%d"}
_DAY_PATTERNS = {
    "vi": re.compile(r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})", re.ASCII),
    "zh": re.compile(r"(?P<y>\d{4})[/.](?P<m>\d{1,2})[/.](?P<d>\d{1,2})", re.ASCII),
}


# A screen writes the same amount in a cell, its title and its total, and the next reader writes it again.
@lru_cache(maxsize=_KEPT)
def format_money(amount: int, *, locale: str, currency: str = "VND", exponent: int = 0) -> str:
    """Return minor units as money: 1234568 in Vietnamese dong reads `1.234.568 ₫` for vi and `₫1,234,568` for en."""
    return format_currency(
        major_units(amount, exponent),
        currency,
        locale=locale,
        currency_digits=False,
        format=_money_pattern(exponent, locale),
    )


def _money_pattern(exponent: int, locale: str) -> str:
    digits = "#,##0" + ("." + "0" * exponent if exponent else "")
    return f"¤{digits}" if locale.startswith(("en", "zh")) else f"{digits}\u00a0¤"


def major_units(amount: int, exponent: int) -> Decimal:
    """Return minor units as a decimal of the currency's major unit, exactly."""
    return Decimal(amount).scaleb(-exponent)


@lru_cache(maxsize=_KEPT)
def format_number(value: int | Decimal, *, locale: str, decimals: int | None = None) -> str:
    """Return a number with the language's separators, with exactly `decimals` decimals, else as many as it has."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "" if decimals == 0 else ".######")
    return format_decimal(value, format=pattern, locale=locale)


def format_percent(value: Decimal, *, locale: str) -> str:
    """Return a percentage: 24.5 reads `24.5 %` in English; 24 means 24 %, not 0.24."""
    return f"{format_number(value, locale=locale)}\u00a0%"


def format_day(value: date, *, locale: str) -> str:
    """Return a date that no reader confuses: `22/11/2026` (Vietnamese), `Nov 22, 2026`, `2026年11月22日`."""
    return babel_date(value, format=_SHOWN_DAYS.get(locale, "medium"), locale=locale)


def format_instant(value: datetime, *, locale: str, timezone: str) -> str:
    """Return an instant in the lender's time zone, to the minute; one without a zone, as FAB's tables hold, is UTC."""
    local = (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(ZoneInfo(timezone))
    return f"{format_day(local, locale=locale)} {format_datetime(local, 'HH:mm', locale=locale)}"


def parse_number(text: str, *, locale: str) -> Decimal:
    """Return the number that `text` states in the language's notation; `ValueError` for anything else.

    Only ASCII digits, one sign and the language's own separators are read: `1.234,56` is a number in Vietnamese and
    not in English, and infinities, exponents and other scripts' digits are never numbers.
    """
    compact = text.strip().translate(_SPACES)
    if not compact.isascii() or not all(c.isdigit() or c in "+-.," for c in compact):
        raise ValueError(text)
    if sum(c.isdigit() for c in compact) > MAX_DIGITS:
        raise ValueError(text)
    try:
        return parse_decimal(compact, locale=locale, strict=True)
    except (NumberFormatError, InvalidOperation) as error:
        raise ValueError(text) from error


def parse_money(text: str, *, locale: str, exponent: int = 0) -> int:
    """Return typed money as minor units; `ValueError` when it is no number or finer than the currency's minor unit."""
    scaled = parse_number(text, locale=locale).scaleb(exponent)
    if scaled != scaled.to_integral_value():
        raise ValueError(text)
    return int(scaled)


def parse_day(text: str, *, locale: str) -> date:
    """Return the date that `text` states: ISO as date inputs send it, `22/11/2026` for vi, `2026/11/22` for zh.

    English readers disagree on which of day and month comes first, so for them ISO is the only spelling.
    """
    cleaned = text.strip()
    pattern = _DAY_PATTERNS.get(locale[:2])
    match = _ISO_DAY.fullmatch(cleaned) or (pattern and pattern.fullmatch(cleaned))
    if not match:
        raise ValueError(text)
    return date(int(match["y"]), int(match["m"]), int(match["d"]))


def typed_day(value: date, *, locale: str) -> str:
    """Return a date as a reader types it and `parse_day` reads it: `22/11/2026` for vi, ISO for en."""
    return value.strftime(_TYPED_DAYS.get(locale[:2], "%Y-%m-%d"))


def number_example(locale: str) -> str:
    """Return a number as this language writes it, for error messages: `1.234,5` or `1,234.5`."""
    return "1.234,5" if get_decimal_symbol(locale) == "," else "1,234.5"
