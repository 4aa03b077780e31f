"""ReportResult: what every reader of a report gets, page, file, REST and alert alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from app.reports.dimension import Dimension
from app.reports.filters import Filters
from app.reports.measure import Figure, Value
from app.shared.text import Message

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Query:
    """What a page asks for: slugs of figures, slugs of the dimensions to split them by, and the filters."""

    measures: tuple[str, ...]
    filters: Filters
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Meta:
    """What must stand beside a figure so that it can be trusted.

    `records`: how many records each figure was made from. `as_of`: when it was read; `day`: the last day it covers.
    `missing`: slug → why a figure is not shown (no right, or its facts do not know a chosen filter).
    `hidden_cells`: how many cells are withheld because too few people stand behind them. `truncated`: groups cut off.
    """

    figures: Mapping[str, Figure]
    dimensions: Mapping[str, Dimension]
    records: Mapping[str, int]
    as_of: datetime
    day: date
    engine: str
    ms: int
    missing: Mapping[str, Message] = field(default_factory=dict)
    hidden_cells: int = 0
    truncated: int = 0


@dataclass(frozen=True)
class ReportResult:
    """`frame` has one row a group: a column for each dimension and figure; values are int, Decimal or None.

    `totals` are the figures of all rows together, never sums of rounded or distinct ones. `earlier` is the same over
    the period compared with, None without comparison. `names` translates dimension values: slug → value → name.
    `behind`: group → figure → number of records, without those of withheld figures.
    """

    query: Query
    frame: "pd.DataFrame"
    totals: Mapping[str, Value]
    names: Mapping[str, Mapping[Any, Message | str]]
    meta: Meta
    earlier: "ReportResult | None" = None
    behind: Mapping[Key, Mapping[str, int]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Tell whether no record at all stands behind the report."""
        return not any(self.meta.records.values()) and not self.meta.hidden_cells

    def groups(self) -> list[dict[str, Any]]:
        """Return the rows of the frame as dimension or figure slug → value."""
        return [
            dict(zip(self.frame.columns, row, strict=True)) for row in self.frame.itertuples(index=False, name=None)
        ]

    def name(self, slug: str, value: Any) -> Message | str:
        """Return how a dimension's value is called; “–” where the facts have none."""
        if value is None:
            return "–"
        return self.names.get(slug, {}).get(value, str(value))

    def key(self, row: Mapping[str, Any]) -> Key:
        """Return the group that a row of the frame stands for."""
        return tuple(row[slug] for slug in self.query.by)

    def records(self, slug: str, row: Mapping[str, Any] | None = None) -> int:
        """Return how many records stand behind a figure of a group, or of the whole."""
        return (self.meta.records if row is None else self.behind.get(self.key(row), {})).get(slug, 0)

    def before(self, slug: str, row: Mapping[str, Any] | None = None) -> Value:
        """Return the figure of the earlier period, of the same group or of the whole; None where it has none."""
        if self.earlier is None:
            return None
        if row is None:
            return self.earlier.totals.get(slug)
        return self.earlier.by_key.get(self.key(row), {}).get(slug)

    @cached_property
    def by_key(self) -> dict[Key, dict[str, Any]]:
        """The rows of the frame by group."""
        return {self.key(row): row for row in self.groups()}

    def change(self, slug: str) -> float | None:
        """Return the relative change of a total against the earlier period; None without one to compare with."""
        return relative(self.totals.get(slug), self.before(slug))


def relative(now: Value, before: Value) -> float | None:
    """Return by which share of itself a figure has changed; None where there is nothing to compare with."""
    if now is None or not before:
        return None
    return float((now - before) / abs(before))  # type: ignore[operator]
