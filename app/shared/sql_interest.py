"""The SQL twins of day counts and daily rates: the same whole numbers, computed where the rows are."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, Integer, and_, bindparam, case, cast, extract, literal, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.shared.day_count import DayCount
from app.shared.rounding import RoundingMode

Whole = ColumnElement[int]


class days_from(FunctionElement[int]):  # noqa: N801 - reads as the SQL function it is
    """`days_from(start, end)`: calendar days, start not counted; SQLite's own `date - date` subtracts years."""

    type = Integer()
    inherit_cache = True


@compiles(days_from, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    start, end = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(julianday({end}) - julianday({start}) AS INTEGER)"


@compiles(days_from)
def _elsewhere(element: Any, compiler: Any, **options: Any) -> str:
    start, end = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(CAST({end} AS DATE) - CAST({start} AS DATE))"


def days_held(day_count: ColumnElement[Any], start: ColumnElement[Any], end: ColumnElement[Any] | date) -> Whole:
    """Return `DayCount.days(start, end)` for the convention in a column."""
    end_day = literal(end, Date()) if isinstance(end, date) else end
    return case((day_count == DayCount.THIRTY_360, _thirty_360(start, end_day)), else_=days_from(start, end_day))


def rounded_interest(
    amount_days: Whole, numerator: Whole, denominator: Whole, unit: Whole | int = 1, mode: Any = RoundingMode.HALF_UP
) -> Whole:
    """Return `DailyRate(numerator, denominator).interest(amount_days, Rounding(unit, mode))`.

    `mode` is a RoundingMode, or a column of them.
    """
    divisor = denominator * unit
    part = (amount_days % divisor) * numerator
    units = (amount_days // divisor) * numerator + part // divisor
    rest = part % divisor
    rules = {
        RoundingMode.UP: rest > 0,
        RoundingMode.HALF_UP: rest * 2 >= divisor,
        RoundingMode.HALF_EVEN: or_(rest * 2 > divisor, and_(rest * 2 == divisor, units % 2 == 1)),
    }
    if isinstance(mode, RoundingMode):
        goes_up = rules.get(mode)
        return units * unit if goes_up is None else (units + case((goes_up, 1), else_=0)) * unit
    return (units + case(*((and_(mode == name, rule), 1) for name, rule in rules.items()), else_=0)) * unit


def whole(value: int) -> Whole:
    """Return a constant as a 64-bit parameter: drivers send small ones as 32 bits, and products would overflow."""
    return cast(bindparam(None, value, BigInteger()), BigInteger())


def _thirty_360(start: ColumnElement[Any], end: ColumnElement[Any]) -> Whole:
    first = case((_part("day", start) > 30, 30), else_=_part("day", start))
    last = case((and_(_part("day", end) == 31, first == 30), 30), else_=_part("day", end))
    years, months = _part("year", end) - _part("year", start), _part("month", end) - _part("month", start)
    return years * 360 + months * 30 + last - first


def _part(name: str, day: ColumnElement[Any]) -> Whole:
    return cast(extract(name, day), Integer)
