"""Groups: one answer while it is put together from the cells of each dataset that its figures are read from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.reports.cells import Cell, Key, Split
from app.reports.measure import Value
from app.reports.result import Query
from app.reports.suppression import withhold_differences, withhold_small_cells


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

    def withhold_against(self, slugs: Sequence[str], wider: Mapping[Split, Sequence[Cell]], least: int) -> None:
        """Blank what a wider choice of filters, less this one, would tell of too few records."""
        counts = {cell.key: cell.records for cell in wider.get(self.query.by, ())}
        (total,) = wider[()]
        for slug in slugs:
            self.withheld += withhold_differences(self.cells, self.behind, counts, slug, least)
            self.withheld += withhold_differences(
                {(): self.totals}, {(): self.records}, {(): total.records}, slug, least
            )

    def shown_records(self, key: Key) -> dict[str, int]:
        """Return how many records stand behind each figure of a group; a figure that is withheld says nothing."""
        values = self.cells[key]
        return {s: count for s, count in self.behind.get(key, {}).items() if values.get(s) is not None}

    def add(self, slugs: Sequence[str], cells: Mapping[Split, Sequence[Cell]]) -> None:
        """Take over the measures of one dataset; where it lacks a dimension of the query, its totals alone."""
        (total,) = cells[()]
        self.totals |= {slug: total.values[slug] for slug in slugs}
        self.records |= {slug: total.records[slug] for slug in slugs}
        if not self.query.by or self.query.by not in cells:
            return
        for values in self.cells.values():
            values |= dict.fromkeys(slugs, 0)
        for cell in cells[self.query.by]:
            values = self.cells.setdefault(cell.key, dict.fromkeys((*self.split, *slugs), 0))
            values |= {slug: cell.values[slug] for slug in slugs}
            self.behind.setdefault(cell.key, {}).update({slug: cell.records[slug] for slug in slugs})
        self.split = (*self.split, *slugs)
