"""How a figure is written for its reader: by unit, language and currency, in full or short enough for a card."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from babel.dates import format_skeleton
from babel.numbers import format_compact_currency, format_compact_decimal, format_percent
from flask_babel import gettext

from app.lowcode.language import conventions
from app.lowcode.language import current_language as language
from app.reports.dimension import Grain
from app.reports.filters import Period
from app.reports.measure import Unit, Value
from app.reports.result import ReportResult
from app.reports.zone import business_zone
from app.shared import formatting
from app.shared.text import Message

NOTHING = "–"
_SHORT_FROM = 1_000_000
_SHORT_DIGITS = 3
_COMPACT_FROM = 10_000
_HAIR = Decimal("0.02")
_LONG_DECIMALS: Mapping[Unit, int] = {Unit.PERCENT: 2, Unit.SCORE: 1, Unit.TIMES: 2}


def currency() -> tuple[str, int]:
    """Return the company's currency and its number of decimals."""
    lender = conventions()
    return lender.currency, lender.exponent


def written(value: Value, unit: Unit) -> str:
    """Return a figure in full; “–” where there is none."""
    if value is None:
        return NOTHING
    code, exponent = currency()
    if unit is Unit.MONEY:
        return formatting.format_money(int(value), locale=language(), currency=code, exponent=exponent)
    text = formatting.format_number(value, locale=language(), decimals=_LONG_DECIMALS.get(unit, 0))
    return {Unit.PERCENT: f"{text}\u00a0%", Unit.TIMES: f"{text}×"}.get(unit, text)


def shortened(value: Value, unit: Unit) -> str:
    """Return a figure as a card shows it: large amounts in three digits and the language's millions or billions."""
    code, exponent = currency()
    if value is None or unit is not Unit.MONEY or abs(value) < _SHORT_FROM * 10**exponent:
        return written(value, unit)
    major = formatting.major_units(int(value), exponent)
    tail = Decimal(10) ** (Decimal(major).adjusted() + 1 - _SHORT_DIGITS)
    rounded = (Decimal(major) / tail).to_integral_value(rounding=ROUND_HALF_UP) * tail
    return format_compact_currency(rounded, code, format_type="short", locale=language(), fraction_digits=2)


def change_written(change: float | None) -> str:
    """Return a relative change with its sign, `+12.5%`; empty where nothing can be compared."""
    if change is None:
        return ""
    text = format_percent(abs(change), format="#,##0.0%", locale=language())
    return f"{'−' if change < 0 else '+'}{text}"


def difference_written(now: Value, before: Value, unit: Unit) -> str:
    """Return by how much a figure has changed, with its sign; a share changes by percentage points."""
    if now is None or before is None:
        return ""
    change = Decimal(now) - Decimal(before)
    sign = "−" if change < 0 else "+" if change else "±"
    if unit is Unit.PERCENT:
        text = formatting.format_number(abs(change), locale=language(), decimals=2)
        return sign + gettext("%(count)s pts", count=text)
    return sign + shortened(abs(change), unit)


def plain(value: Value, unit: Unit) -> Any:
    """Return a figure as a spreadsheet wants it: a number in major units, None where there is none."""
    if value is None:
        return None
    exponent = currency()[1]
    if unit is Unit.MONEY:
        return Decimal(value).scaleb(-exponent) if exponent else int(value)
    return value


def compact(value: Value, unit: Unit) -> str:
    """Return a figure as an axis shows it, without currency: `2.5B`, `2,5 T`, `25亿`, `12%`."""
    number = plain(value, unit)
    if number is None:
        return NOTHING
    if unit in (Unit.MONEY, Unit.COUNT) and abs(number) >= _COMPACT_FROM:
        return format_compact_decimal(number, format_type="short", locale=language(), fraction_digits=1)
    text = formatting.format_number(Decimal(number).normalize(), locale=language())
    return {Unit.PERCENT: f"{text}\u00a0%", Unit.TIMES: f"{text}×"}.get(unit, text)


def unit_of(number: Decimal, unit: Unit) -> Value:
    """Return a number in major units as a figure of that unit, the way back from `plain`."""
    return int(number.scaleb(currency()[1])) if unit is Unit.MONEY else number


def axis_ticks(values: Sequence[Value], unit: Unit) -> list[Decimal]:
    """Return about five round numbers, in major units, between which the values lie, with 0 among them."""
    numbers = [Decimal(plain(value, unit)) for value in values if value is not None]
    low, high = min(numbers, default=Decimal(0)), max(numbers, default=Decimal(0))
    low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if -low < high * _HAIR:
        low = Decimal(0)  # what is thinner than the line of the axis needs no axis of its own
    if low == high:
        return [Decimal(0)]
    rough = (high - low) / 4
    power = Decimal(10) ** rough.adjusted()
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough)
    if unit is Unit.COUNT:
        step = max(step, Decimal(1))
    first = (low / step).to_integral_value(rounding=ROUND_FLOOR)
    last = (high / step).to_integral_value(rounding=ROUND_CEILING)
    return [step * n for n in range(int(first), int(last) + 1)]


def dimension_value(result: ReportResult, slug: str, value: Any) -> str:
    """Return how a group is called: its record's name, its choice's label, its month; “–” where the facts have none."""
    if value is None:
        return NOTHING
    if result.meta.dimensions[slug].grain is Grain.MONTH:
        return format_skeleton("yMMM", value, locale=language())
    return str(result.name(slug, value))


def records_written(count: int) -> str:
    """Return how many records something was made from."""
    return _records_written(count, language())


@lru_cache(maxsize=4_096)
def _records_written(count: int, locale: str) -> str:
    return gettext("%(count)s records", count=formatting.format_number(count, locale=locale))


def label_written(label: Message) -> str:
    """Return the name of a figure, which every one of its cells says again."""
    return _label_written(label.msgid, language())


@lru_cache(maxsize=1_024)
def _label_written(msgid: str, _language: str) -> str:
    return gettext(msgid)


def period_written(period: Period) -> str:
    """Return a stretch of days in the reader's language, a single day as one."""
    first, last = day_written(period.first), day_written(period.last)
    return first if first == last else f"{first} – {last}"


def day_written(day: date) -> str:
    """Return a day in the reader's language."""
    return formatting.format_day(day, locale=language())


def read_at(moment: datetime) -> str:
    """Return an instant in the lender's time zone, to the minute."""
    return formatting.format_instant(moment, locale=language(), timezone=business_zone())
