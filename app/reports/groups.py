"""Groups: the cells of one answer while it is put together from one select a dataset."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.reports.dataset import Dataset
from app.reports.engine import Reader
from app.reports.measure import Measure, Value
from app.reports.result import Query
from app.reports.scope import facts
from app.reports.suppression import withhold_small_cells
from app.security.principal import Principal

Key = tuple[Any, ...]
_BEHIND = "records_of_"


@dataclass
class Groups:
    """`cells`: group → figure → value; `behind`: group → figure → number of records; totals and their records apart.

    `split`: the measures read by group so far; a group that one dataset alone knows has 0 of the others'.
    """

    query: Query
    cells: dict[Key, dict[str, Value]] = field(default_factory=dict)
    behind: dict[Key, dict[str, int]] = field(default_factory=dict)
    totals: dict[str, Value] = field(default_factory=dict)
    records: dict[str, int] = field(default_factory=dict)
    withheld: int = 0
    split: tuple[str, ...] = ()

    def withhold(self, slugs: Sequence[str], least: int) -> None:
        """Blank what too few records stand behind, in the groups and in the totals."""
        for slug in slugs:
            self.withheld += withhold_small_cells(self.cells, self.behind, slug, least)
            self.withheld += withhold_small_cells({(): self.totals}, {(): self.records}, slug, least)


def read_groups(
    groups: Groups, reader: Reader, dataset: Dataset, measures: Sequence[Measure], query: Query, principal: Principal
) -> None:
    """Read the measures of one dataset into the groups; where it lacks a dimension of the query, its totals alone."""
    rows = facts(dataset, query.filters, principal, reader)
    columns = [m.aggregate(rows.c, dataset.key).label(m.slug) for m in measures]
    columns += [m.records(rows.c, dataset.key).label(_BEHIND + m.slug) for m in measures]
    (total,) = reader.rows(select(*columns))
    for measure in measures:
        groups.totals[measure.slug] = int(getattr(total, measure.slug))
        groups.records[measure.slug] = int(getattr(total, _BEHIND + measure.slug))
    dimensions = [dataset.dimension(slug) for slug in query.by]
    if not dimensions or any(dimension is None for dimension in dimensions):
        return
    slugs = tuple(measure.slug for measure in measures)
    for cell in groups.cells.values():
        cell |= dict.fromkeys(slugs, 0)
    over = [d.over(rows.c).label(f"by_{n}") for n, d in enumerate(dimensions) if d is not None]
    for row in reader.rows(select(*over, *columns).group_by(*(d.over(rows.c) for d in dimensions if d is not None))):
        key = tuple(row[: len(over)])
        cell = groups.cells.setdefault(key, dict.fromkeys((*groups.split, *slugs), 0))
        counts = groups.behind.setdefault(key, {})
        for measure in measures:
            cell[measure.slug] = int(getattr(row, measure.slug))
            counts[measure.slug] = int(getattr(row, _BEHIND + measure.slug))
    groups.split = (*groups.split, *slugs)
