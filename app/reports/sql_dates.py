"""Date arithmetic that SQLite and PostgreSQL spell differently, written once and compiled for each.

SQLite's own `date - date` is silently wrong (it subtracts years), so datasets use these and never the operators.
"""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement

# A winter day: where a zone has summer time, SQLite applies its standard offset all year round.
_STANDARD_DAY = datetime(2026, 1, 15, tzinfo=UTC)


class month_start(FunctionElement[Any]):  # noqa: N801 - reads as the SQL function it is
    """`month_start(day)`: the first day of the day's month."""

    type = Date()
    inherit_cache = True


class add_days(FunctionElement[Any]):  # noqa: N801
    """`add_days(day, count)`: the day `count` days later, earlier where negative."""

    type = Date()
    inherit_cache = True


class days_between(FunctionElement[Any]):  # noqa: N801
    """`days_between(later, earlier)`: whole days from the earlier to the later day, negative the other way round."""

    type = Integer()
    inherit_cache = True


class months_between(FunctionElement[Any]):  # noqa: N801
    """`months_between(later, earlier)`: calendar months from one to the other, days of the month ignored."""

    type = Integer()
    inherit_cache = True


class day_of_instant(FunctionElement[Any]):  # noqa: N801
    """`day_of_instant(timestamp, zone)`: the date on which the instant fell in an IANA time zone."""

    type = Date()
    inherit_cache = True

    def __init__(self, instant: ColumnElement[Any], zone: str) -> None:
        self.minutes = int(_STANDARD_DAY.astimezone(ZoneInfo(zone)).utcoffset().total_seconds() // 60)  # type: ignore[union-attr]
        super().__init__(instant, zone or "UTC", f"{self.minutes:+d} minutes")


def _parts(element: FunctionElement[Any], compiler: Any, options: dict[str, Any]) -> list[str]:
    return [compiler.process(clause, **options) for clause in element.clauses]


@compiles(month_start, "sqlite")
def _(element: Any, compiler: Any, **options: Any) -> str:
    return f"date({_parts(element, compiler, options)[0]}, 'start of month')"


@compiles(month_start, "postgresql")
def _(element: Any, compiler: Any, **options: Any) -> str:
    return f"CAST(date_trunc('month', CAST({_parts(element, compiler, options)[0]} AS TIMESTAMP)) AS DATE)"


@compiles(add_days, "sqlite")
def _(element: Any, compiler: Any, **options: Any) -> str:
    day, count = _parts(element, compiler, options)
    return f"date({day}, ({count}) || ' days')"


@compiles(add_days, "postgresql")
def _(element: Any, compiler: Any, **options: Any) -> str:
    day, count = _parts(element, compiler, options)
    return f"(CAST({day} AS DATE) + CAST({count} AS INTEGER))"


@compiles(days_between, "sqlite")
def _(element: Any, compiler: Any, **options: Any) -> str:
    later, earlier = _parts(element, compiler, options)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _(element: Any, compiler: Any, **options: Any) -> str:
    later, earlier = _parts(element, compiler, options)
    return f"(CAST({later} AS DATE) - CAST({earlier} AS DATE))"


@compiles(months_between, "sqlite")
def _(element: Any, compiler: Any, **options: Any) -> str:
    later, earlier = _parts(element, compiler, options)
    return " - ".join(
        f"(CAST(strftime('%Y', {day}) AS INTEGER) * 12 + CAST(strftime('%m', {day}) AS INTEGER))"
        for day in (later, earlier)
    ).join("()")


@compiles(months_between, "postgresql")
def _(element: Any, compiler: Any, **options: Any) -> str:
    later, earlier = _parts(element, compiler, options)
    return " - ".join(
        f"CAST(extract(year FROM CAST({day} AS DATE)) * 12 + extract(month FROM CAST({day} AS DATE)) AS INTEGER)"
        for day in (later, earlier)
    ).join("()")


@compiles(day_of_instant, "sqlite")
def _(element: Any, compiler: Any, **options: Any) -> str:
    instant, _zone, offset = list(element.clauses)
    return f"date({compiler.process(instant, **options)}, {compiler.process(offset, **options)})"


@compiles(day_of_instant, "postgresql")
def _(element: Any, compiler: Any, **options: Any) -> str:
    instant, zone, _offset = list(element.clauses)
    return f"CAST(timezone({compiler.process(zone, **options)}, {compiler.process(instant, **options)}) AS DATE)"
