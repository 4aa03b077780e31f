"""Dataset: one select whose rows are facts, with the columns of its dimensions, scope and records."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import FromClause, Select

from app.reports.dimension import Dimension
from app.reports.engine import Reader
from app.reports.filters import Filters
from app.reports.measure import Measure
from app.shared.record import Governed


@dataclass(frozen=True)
class Dataset:
    """Facts of one kind.

    `rows` gives the select for a report's filters, with what policy and calendar say taken from the reader. It joins
    the table of `entity`, so that the runner can add the row rule of that entity, the same as on its list. `key` is
    the column that holds the entity's primary key: the records that open behind a figure. `day` is the date column
    that a period limits; a dataset without one is taken as of the period's last day by its own select.
    """

    slug: str
    entity: type[Governed]
    rows: Callable[[Filters, Reader], Select[Any]]
    dimensions: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    key: str = "record_id"
    day: str = ""
    scope: FromClause | None = None

    @property
    def scope_columns(self) -> FromClause:
        """The FROM inside `rows` whose columns place a row in somebody's scope."""
        return self.scope if self.scope is not None else self.entity.__table__

    def dimension(self, slug: str) -> Dimension | None:
        """Return the dimension of that slug, or None where these facts do not carry it."""
        return next((d for d in self.dimensions if d.slug == slug), None)
