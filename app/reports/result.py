"""ReportResult: what every reader of a report gets, page, file, REST and alert alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from app.reports.dimension import Dimension
from app.reports.filters import Filters
from app.reports.measure import Figure, Value
from app.shared.text import Message

if TYPE_CHECKING:
    import pandas as pd


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
    """

    query: Query
    frame: "pd.DataFrame"
    totals: Mapping[str, Value]
    names: Mapping[str, Mapping[Any, Message | str]]
    meta: Meta
    earlier: "ReportResult | None" = None

    @property
    def is_empty(self) -> bool:
        """Tell whether no record at all stands behind the report."""
        return not any(self.meta.records.values())

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

    def change(self, slug: str) -> float | None:
        """Return the relative change of a total against the earlier period; None without one to compare with."""
        now, before = self.totals.get(slug), self.earlier.totals.get(slug) if self.earlier else None
        if now is None or not before:
            return None
        return float((now - before) / abs(before))  # type: ignore[operator]
