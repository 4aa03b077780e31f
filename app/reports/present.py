"""How a figure is written for its reader: by unit, language and currency, in full or short enough for a card."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_skeleton
from babel.numbers import format_compact_currency, format_percent, get_currency_symbol
from flask_babel import gettext

from app.lowcode.language import conventions
from app.lowcode.language import current_language as language
from app.reports.dimension import Grain
from app.reports.measure import Unit, Value
from app.reports.result import ReportResult
from app.reports.zone import business_zone
from app.shared import formatting

NOTHING = "–"
_SHORT_FROM = 10_000_000
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
    """Return a figure as a card shows it: large amounts in thousands, millions or billions of the language."""
    code, exponent = currency()
    if value is None or unit is not Unit.MONEY or abs(value) < _SHORT_FROM * 10**exponent:
        return written(value, unit)
    major = formatting.major_units(int(value), exponent)
    return format_compact_currency(major, code, format_type="short", locale=language(), fraction_digits=1)


def change_written(change: float | None) -> str:
    """Return a relative change with its sign, `+12.5%`; empty where nothing can be compared."""
    if change is None:
        return ""
    text = format_percent(abs(change), format="#,##0.0%", locale=language())
    return f"{'−' if change < 0 else '+'}{text}"


def plain(value: Value, unit: Unit) -> Any:
    """Return a figure as a spreadsheet wants it: a number in major units, None where there is none."""
    if value is None:
        return None
    exponent = currency()[1]
    if unit is Unit.MONEY:
        return Decimal(value).scaleb(-exponent) if exponent else int(value)
    return value


def axis_scale(values: Sequence[Value], unit: Unit) -> tuple[int, str]:
    """Return what to divide an axis of these values by, and what its numbers then are: `1000000`, `million ₫`."""
    if unit is not Unit.MONEY:
        return 1, "%" if unit is Unit.PERCENT else ""
    code, exponent = currency()
    largest = max((abs(int(value)) // 10**exponent for value in values if value is not None), default=0)
    symbol = get_currency_symbol(code, locale=language())
    if largest >= 2 * 10**9:
        return 10**9, gettext("billion %(currency)s", currency=symbol)
    if largest >= 2 * 10**6:
        return 10**6, gettext("million %(currency)s", currency=symbol)
    return 1, symbol


def dimension_value(result: ReportResult, slug: str, value: Any) -> str:
    """Return how a group is called: its record's name, its choice's label, its month; “–” where the facts have none."""
    if value is None:
        return NOTHING
    if result.meta.dimensions[slug].grain is Grain.MONTH:
        return format_skeleton("yMMM", value, locale=language())
    return str(result.name(slug, value))


def read_at(moment: datetime) -> str:
    """Return an instant in the lender's time zone, to the minute."""
    return formatting.format_instant(moment, locale=language(), timezone=business_zone())
