"""Measure: a figure with its unit, its expression, its way of totalling and its definition, declared once.

A `Measure` is read from the rows of a dataset. A `Ratio` divides two measures and a `Formula` computes with several,
always after these have been totalled, so that totals and subtotals of both stay right.
"""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, literal

from app.reports.dimension import Columns
from app.shared.rounding import EXACT, RoundingMode, round_to_unit
from app.shared.text import Message

Value = int | Decimal | None
_PERCENT_DIGITS = Decimal("0.0001")


class Unit(enum.StrEnum):
    """What a figure counts: minor units of money, things, percent (24 is 24 %), points or a plain multiple."""

    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"
    SCORE = "score"
    TIMES = "times"


class Total(enum.StrEnum):
    """How rows become one figure, for a group as for the whole: added up, or each record counted once."""

    SUM = "sum"
    RECORDS = "records"


class Better(enum.StrEnum):
    """Which way a figure is wished to move; it colours changes and rankings."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True)
class Measure:
    """A figure of a dataset.

    `expression` gives a row's contribution in whole units from the dataset's columns; None counts rows' records.
    `only` tells which rows belong to the figure: these are summed or counted, and these open behind it.
    """

    slug: str
    label: Message
    unit: Unit
    definition: Message
    expression: Callable[[Columns], ColumnElement[Any]] | None = None
    total: Total = Total.SUM
    only: Callable[[Columns], ColumnElement[bool]] | None = None
    better: Better = Better.NEITHER

    @property
    def counts(self) -> bool:
        """Tell whether the figure is the number of its records."""
        return self.total is Total.RECORDS or self.expression is None

    def contribution(self, columns: Columns) -> ColumnElement[Any]:
        """Return the SQL of what one row adds to a summed figure."""
        if self.expression is None:
            raise TypeError(f"{self.slug} counts records and adds nothing up")
        added = self.expression(columns)
        return added if self.only is None else case((self.only(columns), added), else_=literal(0))


@dataclass(frozen=True)
class Ratio:
    """`part` divided by `whole`, both slugs of other figures; nothing divided by nothing is no figure, shown as “–”.

    `opens` names the figure whose records open behind it, the part's by default.
    """

    slug: str
    label: Message
    unit: Unit
    definition: Message
    part: str
    whole: str
    opens: str = ""
    better: Better = Better.NEITHER

    @property
    def of(self) -> tuple[str, ...]:
        return (self.part, self.whole)

    @property
    def parameters(self) -> tuple[str, ...]:
        return ()

    def value(self, figures: Mapping[str, Value], _parameters: Mapping[str, Decimal]) -> Value:
        """Return the ratio of figures that are totalled already; None where either is missing or the whole is 0."""
        part, whole = figures[self.part], figures[self.whole]
        if part is None or not whole:
            return None
        quotient = EXACT.divide(Decimal(part), Decimal(whole))
        if self.unit is Unit.MONEY:
            return round_to_unit(quotient, 1, RoundingMode.HALF_UP)
        return (quotient * 100 if self.unit is Unit.PERCENT else quotient).quantize(_PERCENT_DIGITS)


@dataclass(frozen=True)
class Formula:
    """A whole number computed from other figures and from policy parameters of the report's last day."""

    slug: str
    label: Message
    unit: Unit
    definition: Message
    of: tuple[str, ...]
    compute: Callable[[Mapping[str, int], Mapping[str, Decimal]], Decimal | int]
    parameters: tuple[str, ...] = ()
    opens: str = ""
    better: Better = Better.NEITHER

    def value(self, figures: Mapping[str, Value], parameters: Mapping[str, Decimal]) -> Value:
        """Return the figure, half-up to a whole unit; None where one that it needs is missing."""
        needed = {slug: figures[slug] for slug in self.of}
        if any(value is None for value in needed.values()):
            return None
        exact = self.compute({slug: int(value or 0) for slug, value in needed.items()}, parameters)
        return round_to_unit(Decimal(exact), 1, RoundingMode.HALF_UP)


Figure = Measure | Ratio | Formula


def opened_by(figure: Figure) -> str:
    """Return the slug of the figure whose records open when this one is clicked, its own for a measure."""
    if isinstance(figure, Measure):
        return figure.slug
    return figure.opens or figure.of[0]
