"""Runner: answers queries, and alone adds scope, filters, comparison, limits, suppression and memory to them."""

import time
from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import pandas as pd

from app.reports import catalog
from app.reports.cache import remembered
from app.reports.dataset import Dataset
from app.reports.dimension import Grain
from app.reports.engine import Engine, Reader, engine
from app.reports.filters import Comparison
from app.reports.groups import Groups, read_groups
from app.reports.measure import Value
from app.reports.result import Meta, Query, ReportResult
from app.reports.scope import obstacle, rule
from app.security.principal import Principal
from app.shared.clock import utc_now
from app.shared.text import Message

GROUPS_MAX = 2_000
CELL_SIZE = "privacy.cell_size_min"


def run(principal: Principal, *queries: Query, on: Engine | None = None) -> list[ReportResult]:
    """Return the answers to the queries, all read from one moment of the data under the reader's own rights."""
    chosen = on or engine()
    with chosen.open() as reader:
        version = reader.version()
        return [_remembered(chosen.name, reader, version, principal, query) for query in queries]


def _remembered(name: str, reader: Reader, version: Hashable, principal: Principal, query: Query) -> ReportResult:
    key = (name, version, query, _rights(principal, query))
    return remembered(key, lambda: _compared(name, reader, principal, query))


def _rights(principal: Principal, query: Query) -> Hashable:
    """Return what makes two readers see the same rows: the very conditions that will be applied."""
    datasets = {catalog.DATASET_OF[slug] for slug in catalog.measures_behind(query.measures)}
    return tuple(
        (d.slug, bool(principal.hidden_fields(d.entity)), str(rule(d, principal).compile(compile_kwargs=_LITERAL)))
        for d in sorted(datasets, key=lambda dataset: dataset.slug)
    )


_LITERAL = {"literal_binds": True}


def _compared(name: str, reader: Reader, principal: Principal, query: Query) -> ReportResult:
    result = _answer(name, reader, principal, query)
    if query.filters.compare is Comparison.NONE:
        return result
    earlier = _answer(name, reader, principal, replace(query, filters=query.filters.earlier()))
    return replace(result, earlier=earlier)


def _answer(name: str, reader: Reader, principal: Principal, query: Query) -> ReportResult:
    started = time.monotonic()
    groups = Groups(query)
    missing: dict[str, Message] = {}
    behind = catalog.measures_behind(query.measures)
    for dataset in {catalog.DATASET_OF[slug].slug: catalog.DATASET_OF[slug] for slug in behind}.values():
        measures = [measure for slug, measure in behind.items() if catalog.DATASET_OF[slug] is dataset]
        why = obstacle(dataset, query.filters, principal)
        if why is not None:
            missing |= {measure.slug: why for measure in measures}
            continue
        read_groups(groups, reader, dataset, measures, query, principal)
        if principal.hidden_fields(dataset.entity):
            least = int(reader.parameters((CELL_SIZE,), query.filters.as_of)[CELL_SIZE])
            groups.withhold([measure.slug for measure in measures], least)
    _compute(groups, reader, query, missing)
    keys = _ordered(groups, query)
    return ReportResult(
        query=query,
        frame=_frame(groups, keys[:GROUPS_MAX], query),
        totals={slug: groups.totals.get(slug) for slug in query.measures},
        names=_names(reader, query, keys[:GROUPS_MAX]),
        meta=Meta(
            figures={slug: catalog.figure(slug) for slug in query.measures},
            dimensions={slug: catalog.DIMENSIONS[slug] for slug in query.by},
            records=groups.records,
            as_of=utc_now(),
            day=query.filters.as_of,
            engine=name,
            ms=round((time.monotonic() - started) * 1000),
            missing={slug: missing[slug] for slug in query.measures if slug in missing},
            hidden_cells=groups.withheld,
            truncated=max(0, len(keys) - GROUPS_MAX),
        ),
    )


def _compute(groups: Groups, reader: Reader, query: Query, missing: dict[str, Message]) -> None:
    """Add the figures made of others to every group and to the totals."""
    order = catalog.computed_in_order(query.measures)
    keys = tuple(sorted({key for computed in order for key in computed.parameters}))
    parameters = reader.parameters(keys, query.filters.as_of)
    for computed in order:
        why = next((missing[slug] for slug in computed.of if slug in missing), None)
        if why is not None:
            missing[computed.slug] = why
        for values in (groups.totals, *groups.cells.values()):
            figures: dict[str, Value] = {slug: values.get(slug) for slug in computed.of}
            values[computed.slug] = computed.value(figures, parameters)
        groups.records[computed.slug] = groups.records.get(computed.of[0], 0)


def _ordered(groups: Groups, query: Query) -> list[tuple[Any, ...]]:
    """Return the group keys in the order in which people read them: time and named steps first, else largest first."""
    first = query.measures[0]
    ranks = [
        {value: rank for rank, value in enumerate(catalog.DIMENSIONS[slug].choices)} if slug in query.by else {}
        for slug in query.by
    ]

    def place(key: tuple[Any, ...]) -> tuple[Any, ...]:
        natural = []
        for slug, value, rank in zip(query.by, key, ranks, strict=True):
            if catalog.DIMENSIONS[slug].grain is Grain.MONTH:
                natural.append((value is None, str(value)))
            elif rank:
                natural.append((value is None, str(rank.get(value, len(rank))).zfill(6)))
        size = groups.cells[key].get(first)
        return (*natural, -(size or 0), str(key))

    return sorted(groups.cells, key=place)


def _frame(groups: Groups, keys: list[tuple[Any, ...]], query: Query) -> pd.DataFrame:
    # Objects and not floats: an amount must come out as the integer that went in.
    rows = [[*key, *(groups.cells[key].get(slug) for slug in query.measures)] for key in keys]
    return pd.DataFrame(rows, columns=[*query.by, *query.measures], dtype=object)


def _names(reader: Reader, query: Query, keys: list[tuple[Any, ...]]) -> dict[str, dict[Any, Message | str]]:
    found: dict[str, dict[Any, Message | str]] = {}
    for position, slug in enumerate(query.by):
        dimension = catalog.DIMENSIONS[slug]
        names = dimension.names()
        if names is None:
            found[slug] = dict(dimension.choices)
            continue
        values = {key[position] for key in keys} - {None}
        column = names.selected_columns["id"]
        rows = reader.rows(names.where(column.in_(sorted(values)))) if values else ()
        found[slug] = {row[0]: row[1] for row in rows}
    return found


def datasets_of(slugs: tuple[str, ...]) -> list[Dataset]:
    """Return the datasets that the figures are read from."""
    return list({catalog.DATASET_OF[s].slug: catalog.DATASET_OF[s] for s in catalog.measures_behind(slugs)}.values())
