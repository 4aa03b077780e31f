"""Cells: all that some questions want of one dataset, read in one statement that goes through its facts once.

The facts are added up by record and by every dimension that any question splits them by; each split and the total are
then made from these few rows, so a page costs about what its largest figure does.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Subquery,
    case,
    cast,
    distinct,
    func,
    literal,
    null,
    select,
    union_all,
)

from app.reports.dataset import Dataset
from app.reports.dimension import Dimension
from app.reports.engine import Reader
from app.reports.filters import Filters
from app.reports.measure import Measure
from app.reports.scope import facts
from app.security.principal import Principal

Key = tuple[Any, ...]
Split = tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """One group of one split: its dimension values, figure → value, and figure → number of records behind it."""

    key: Key
    values: dict[str, int]
    records: dict[str, int]


@dataclass
class Wanted:
    """Figures of one dataset under one set of filters, and the splits they are wanted by, the total first."""

    dataset: Dataset
    filters: Filters
    measures: dict[str, Measure] = field(default_factory=dict)
    splits: dict[Split, None] = field(default_factory=lambda: {(): None})

    def add(self, measures: Iterable[Measure], split: Split) -> None:
        """Want these measures too, by `split` where the dataset knows all its dimensions."""
        self.measures |= {measure.slug: measure for measure in measures}
        if all(self.dataset.dimension(slug) for slug in split):
            self.splits[split] = None


def read_cells(reader: Reader, principal: Principal, wanted: Wanted) -> dict[Split, list[Cell]]:
    """Return the cells of each split; that of the total is always one."""
    rows = facts(wanted.dataset, wanted.filters, principal, reader)
    belonging = _belonging(wanted, rows)
    by_record = _by_record(rows, wanted, belonging)
    splits = list(wanted.splits)
    read: dict[Split, list[Cell]] = {split: [] for split in splits}
    statement = union_all(*(_of_split(by_record, wanted, belonging, *each) for each in enumerate(splits)))
    for row in reader.rows(statement):
        split, of = splits[row.split], row._mapping  # noqa: SLF001 - the public way to read a row by names
        records = {slug: int(of[_behind(number)]) for slug, number in belonging.of.items()}
        values = {m.slug: records[m.slug] if m.counts else int(of[_value(m.slug)]) for m in wanted.measures.values()}
        read[split].append(Cell(tuple(of[_by(slug)] for slug in split), values, records))
    return read


@dataclass
class _Belonging:
    """Which records belong to a figure: `of` gives the place of its condition, which many figures share."""

    conditions: list[ColumnElement[bool] | None] = field(default_factory=list)
    of: dict[str, int] = field(default_factory=dict)


def _belonging(wanted: Wanted, rows: Subquery) -> _Belonging:
    known = _Belonging()
    for measure in wanted.measures.values():
        condition = None if measure.only is None else measure.only(rows.c)
        same = (n for n, other in enumerate(known.conditions) if _is_same(condition, other))
        known.of[measure.slug] = next(same, len(known.conditions))
        if known.of[measure.slug] == len(known.conditions):
            known.conditions.append(condition)
    return known


def _is_same(one: ColumnElement[bool] | None, other: ColumnElement[bool] | None) -> bool:
    return other is None if one is None else other is not None and one.compare(other)


def _by_record(rows: Subquery, wanted: Wanted, belonging: _Belonging) -> CTE:
    keys = [rows.c[wanted.dataset.key], *(dimension.over(rows.c) for dimension in _dimensions(wanted))]
    named = [key.label(name) for key, name in zip(keys, ("record", *map(_by, _slugs(wanted))), strict=True)]
    sums = [func.sum(m.contribution(rows.c)).label(_value(m.slug)) for m in wanted.measures.values() if not m.counts]
    belongs = [
        func.max(case((condition, 1), else_=0)).label(_belongs(number))
        for number, condition in enumerate(belonging.conditions)
        if condition is not None
    ]
    return select(*named, *sums, *belongs).group_by(*keys).cte("by_record")


def _of_split(by_record: CTE, wanted: Wanted, belonging: _Belonging, number: int, split: Split) -> Select[Any]:
    columns = {slug: by_record.c[_by(slug)] for slug in _slugs(wanted)}
    # A typed NULL: PostgreSQL matches the columns of a union by type.
    groups = [(c if slug in split else cast(null(), c.type)).label(_by(slug)) for slug, c in columns.items()]
    record = by_record.c.record
    behind = [
        func.count(distinct(record if condition is None else case((by_record.c[_belongs(n)] == 1, record)))).label(
            _behind(n)
        )
        for n, condition in enumerate(belonging.conditions)
    ]
    sums = [
        func.coalesce(func.sum(by_record.c[_value(m.slug)]), 0).label(_value(m.slug))
        for m in wanted.measures.values()
        if not m.counts
    ]
    statement = select(literal(number).label("split"), *groups, *behind, *sums).select_from(by_record)
    return statement.group_by(*(columns[slug] for slug in split)) if split else statement


def _slugs(wanted: Wanted) -> list[str]:
    return list(dict.fromkeys(slug for split in wanted.splits for slug in split))


def _dimensions(wanted: Wanted) -> list[Dimension]:
    return [d for slug in _slugs(wanted) if (d := wanted.dataset.dimension(slug)) is not None]


def _by(slug: str) -> str:
    return f"by_{slug}"


def _value(slug: str) -> str:
    return f"value_{slug}"


def _belongs(number: int) -> str:
    return f"belongs_{number}"


def _behind(number: int) -> str:
    return f"behind_{number}"
