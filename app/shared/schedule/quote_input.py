"""The terms of a quote as JSON: amounts and rates are strings in major units, nothing is guessed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.shared.day_count import DayCount
from app.shared.field_reader import FieldProblemsError, FieldReader
from app.shared.money import AmountError, decimals_written, parse_major
from app.shared.rounding import Rounding, RoundingMode
from app.shared.schedule.terms import (
    LAST_DUE_DATE,
    MOST_PERIODS,
    Frequency,
    PeriodRate,
    PeriodUnit,
    RepaymentMethod,
    Terms,
)

MOST_DECIMALS = 4
RATE_DECIMALS = 9
EARLIEST = date(1900, 1, 1)
_FIELDS = (
    "principal",
    "annual_rate_percent",
    "method",
    "periods",
    "period",
    "disbursed_on",
    "first_due_on",
    "day_count",
    "period_rate",
    "instalment_rounding",
    "interest_rounding",
)


@dataclass(frozen=True, slots=True)
class QuoteInput:
    """Terms in minor units, and the number of decimals that a major unit has in this quote."""

    terms: Terms
    exponent: int


def read_quote_input(value: Any, name: str = "") -> QuoteInput:
    """Return the terms in a decoded JSON object; raises FieldProblemsError with all problems, TermsError for the rest.

    `name` tells which object of a list it is. The currency has as many decimals as the longest written among principal
    and the two rounding units: "100.50" or a unit of "0.01" means cents, so no currency need be named.
    """
    if not isinstance(value, dict):
        raise FieldProblemsError([f"{name or 'input'}: accepts an object with {', '.join(_FIELDS)}"])
    reader = FieldReader(value, f"{name}." if name else "")
    reader.refuse_unknown(_FIELDS)
    principal = reader.amount_text("principal", MOST_DECIMALS)
    instalment_unit, instalment_mode = _rounding(reader, "instalment_rounding")
    interest_unit, interest_mode = _rounding(reader, "interest_rounding")
    exponent = max(decimals_written(text) for text in (principal, instalment_unit, interest_unit))
    disbursed_on = reader.day("disbursed_on", EARLIEST, LAST_DUE_DATE)
    fields: dict[str, Any] = {
        "annual_rate": reader.number("annual_rate_percent", 1000, RATE_DECIMALS, "a percent a year") / 100,
        "method": reader.choice("method", RepaymentMethod),
        "periods": reader.whole_number("periods", 1, MOST_PERIODS),
        "frequency": _frequency(reader),
        "first_due_on": _first_due_on(reader, disbursed_on),
        "day_count": reader.choice("day_count", DayCount),
        "period_rate": reader.choice("period_rate", PeriodRate),
    }
    amounts = [
        _minor(reader, *pair, exponent)
        for pair in (
            ("principal", principal),
            ("instalment_rounding.unit", instalment_unit),
            ("interest_rounding.unit", interest_unit),
        )
    ]
    if reader.problems:
        raise FieldProblemsError(reader.problems)
    terms = Terms(
        principal=amounts[0],
        disbursed_on=disbursed_on,
        instalment_rounding=Rounding(amounts[1], instalment_mode),
        interest_rounding=Rounding(amounts[2], interest_mode),
        **fields,
    )
    return QuoteInput(terms, exponent)


def _rounding(reader: FieldReader, name: str) -> tuple[str, RoundingMode]:
    inner = reader.inner(name, ("unit", "mode"))
    return inner.amount_text("unit", MOST_DECIMALS), inner.choice("mode", RoundingMode)


def _frequency(reader: FieldReader) -> Frequency:
    inner = reader.inner("period", ("unit", "every"))
    return Frequency(inner.choice("unit", PeriodUnit), inner.whole_number("every", 1, 366))


def _first_due_on(reader: FieldReader, disbursed_on: date) -> date | None:
    """Return the stated first due date, None where it is null or left out."""
    if reader.values.get("first_due_on") is None:
        return None
    first = reader.day("first_due_on", EARLIEST, LAST_DUE_DATE)
    if first <= disbursed_on and not reader.problems:
        reader.refuse("first_due_on", f"accepts null or a date after disbursed_on ({disbursed_on}), got {first}")
    return first


def _minor(reader: FieldReader, name: str, text: str, exponent: int) -> int:
    """Return an amount in minor units; with the quote's decimals it may no longer fit the column."""
    try:
        return parse_major(text, exponent)
    except AmountError as error:
        reader.refuse(name, str(error))
        return 1
