"""Runner: answers queries, and alone adds scope, filters, comparison, limits, suppression and memory to them."""

import time
from collections.abc import Hashable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.reports import catalog
from app.reports.cache import recall, remember
from app.reports.cells import Cell, Split, Wanted, read_cells
from app.reports.dataset import Dataset
from app.reports.dimension import Grain
from app.reports.engine import Engine, Reader, engine
from app.reports.filters import Comparison, Filters
from app.reports.groups import Groups
from app.reports.measure import Measure, Value, opened_by
from app.reports.reach import datasets_of, uneven
from app.reports.result import Meta, Query, ReportResult
from app.reports.scope import obstacle, rule
from app.security.principal import Principal
from app.shared.clock import utc_now
from app.shared.errors import BadRequest
from app.shared.text import Message

if TYPE_CHECKING:
    import pandas as pd

GROUPS_MAX = 2_000
CELL_SIZE = "privacy.cell_size_min"


def run(principal: Principal, *queries: Query, on: Engine | None = None) -> list[ReportResult]:
    """Return the answers to the queries, all read from one moment of the data under the reader's own rights."""
    chosen = on or engine()
    with chosen.open() as reader:
        version = reader.version()
        keys = {query: (chosen.name, version, query, _rights(principal, query)) for query in queries}
        found = {query: answer for query, key in keys.items() if (answer := recall(key)) is not None}
        made = _Batch(chosen.name, reader, principal).answers([query for query in keys if query not in found])
    for query, answer in made.items():
        remember(keys[query], answer)
    return [(found | made)[query] for query in queries]


def _rights(principal: Principal, query: Query) -> Hashable:
    """Return what makes two readers see the same rows: the very conditions that will be applied."""
    return tuple(
        (d.slug, bool(principal.hidden_fields(d.entity)), str(rule(d, principal).compile(compile_kwargs=_LITERAL)))
        for d in sorted(datasets_of(query.measures), key=lambda dataset: dataset.slug)
    )


_LITERAL = {"literal_binds": True}


class _Batch:
    """Questions asked together: each dataset is read once under each set of filters, whoever asks of it."""

    def __init__(self, name: str, reader: Reader, principal: Principal) -> None:
        self._name, self._reader, self._principal = name, reader, principal
        self._cells: dict[tuple[str, Filters], dict[Split, list[Cell]]] = {}
        self._known_names: dict[str, dict[Any, str]] = {}

    def answers(self, queries: Sequence[Query]) -> dict[Query, ReportResult]:
        started = time.monotonic()
        now = {query: replace(query, filters=query.filters.alone()) for query in queries}
        before = {
            query: replace(query, filters=query.filters.earlier())
            for query in queries
            if query.filters.compare is not Comparison.NONE
        }
        self._read(now.values())
        made = {query: self._answer(asked) for query, asked in now.items()}
        earlier: dict[Query, ReportResult] = {}
        # Days before the lender had a policy have no figures; that is no reason to refuse those of today.
        with suppress(BadRequest):
            self._read(before.values())
            earlier = {query: self._answer(asked) for query, asked in before.items()}
        ms = round((time.monotonic() - started) * 1000)
        return {
            query: replace(answer, query=query, earlier=earlier.get(query), meta=replace(answer.meta, ms=ms))
            for query, answer in made.items()
        }

    def _read(self, queries: Iterable[Query]) -> None:
        wanted: dict[tuple[str, Filters], Wanted] = {}
        for query in queries:
            for dataset, measures in _by_dataset(query):
                if obstacle(dataset, query.filters, self._principal) is None:
                    asked = wanted.setdefault((dataset.slug, query.filters), Wanted(dataset, query.filters))
                    asked.add(measures, query.by)
                    for wider in self._wider(dataset, query.filters):
                        wanted.setdefault((dataset.slug, wider), Wanted(dataset, wider)).add(measures, query.by)
        self._cells |= {place: read_cells(self._reader, self._principal, asked) for place, asked in wanted.items()}

    def _wider(self, dataset: Dataset, filters: Filters) -> list[Filters]:
        """Return the choices that, less this one, could tell of a few people whom the reader may not know."""
        if not self._principal.hidden_fields(dataset.entity):
            return []
        return [filters.without(slug) for slug, _ in filters.chosen]

    def _answer(self, query: Query) -> ReportResult:
        groups, missing = Groups(query), dict[str, Message]()
        for dataset, measures in _by_dataset(query):
            slugs = [measure.slug for measure in measures]
            why = obstacle(dataset, query.filters, self._principal)
            if why is not None:
                missing |= dict.fromkeys(slugs, why)
                continue
            groups.add(slugs, self._cells[dataset.slug, query.filters])
            if self._principal.hidden_fields(dataset.entity):
                least = int(self._reader.parameters((CELL_SIZE,), query.filters.as_of)[CELL_SIZE])
                for wider in self._wider(dataset, query.filters):
                    groups.withhold_against(slugs, self._cells[dataset.slug, wider], least)
                groups.withhold(slugs, least)
        _compute(groups, self._reader, query, missing, self._principal)
        keys = _ordered(groups, query)
        return ReportResult(
            query=query,
            frame=_frame(groups, keys[:GROUPS_MAX], query),
            totals={slug: groups.totals.get(slug) for slug in query.measures},
            names=self._names(query, keys[:GROUPS_MAX]),
            behind={key: groups.shown_records(key) for key in keys[:GROUPS_MAX]},
            meta=Meta(
                figures={slug: catalog.figure(slug) for slug in query.measures},
                dimensions={slug: catalog.DIMENSIONS[slug] for slug in query.by},
                records={s: n for s, n in groups.records.items() if groups.totals.get(s) is not None},
                as_of=utc_now(),
                day=query.filters.as_of,
                engine=self._name,
                ms=0,
                missing={slug: missing[slug] for slug in query.measures if slug in missing},
                hidden_cells=groups.withheld,
                truncated=max(0, len(keys) - GROUPS_MAX),
            ),
        )

    def _names(self, query: Query, keys: list[tuple[Any, ...]]) -> dict[str, dict[Any, Message | str]]:
        found: dict[str, dict[Any, Message | str]] = {}
        for position, slug in enumerate(query.by):
            dimension = catalog.DIMENSIONS[slug]
            names = dimension.names()
            if names is None:
                found[slug] = dict(dimension.choices)
                continue
            known = self._known_names.setdefault(slug, {})
            if unknown := {key[position] for key in keys} - {None, *known}:
                column = names.selected_columns["id"]
                known |= {row[0]: row[1] for row in self._reader.rows(names.where(column.in_(sorted(unknown))))}
            found[slug] = dict(known)
        return found


def _by_dataset(query: Query) -> list[tuple[Dataset, list[Measure]]]:
    """Return the measures behind the figures of a query, by the dataset they are read from."""
    behind = catalog.measures_behind(query.measures).values()
    return [
        (dataset, [measure for measure in behind if catalog.DATASET_OF[measure.slug] is dataset])
        for dataset in datasets_of(query.measures)
    ]


def _compute(groups: Groups, reader: Reader, query: Query, missing: dict[str, Message], principal: Principal) -> None:
    """Add the figures made of others to every group and to the totals."""
    order = catalog.computed_in_order(query.measures)
    keys = tuple(sorted({key for computed in order for key in computed.parameters}))
    parameters = reader.parameters(keys, query.filters.as_of)
    for computed in order:
        why = next((missing[slug] for slug in computed.of if slug in missing), None) or uneven(principal, computed.slug)
        if why is not None:
            missing[computed.slug] = why
        for values in (groups.totals, *groups.cells.values()):
            figures: dict[str, Value] = {slug: values.get(slug) for slug in computed.of}
            values[computed.slug] = None if why is not None else computed.value(figures, parameters)
        for records in (groups.records, *groups.behind.values()):
            records[computed.slug] = records.get(opened_by(computed), 0)


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
            elif rank and catalog.DIMENSIONS[slug].is_ordered:
                natural.append((value is None, str(rank.get(value, len(rank))).zfill(6)))
        size = groups.cells[key].get(first)
        return (*natural, -(size or 0), str(key))

    return sorted(groups.cells, key=place)


def _frame(groups: Groups, keys: list[tuple[Any, ...]], query: Query) -> "pd.DataFrame":
    import pandas as pd  # a third of a second that only figures need

    # Objects and not floats: an amount must come out as the integer that went in.
    rows = [[*key, *(groups.cells[key].get(slug) for slug in query.measures)] for key in keys]
    return pd.DataFrame(rows, columns=[*query.by, *query.measures], dtype=object)
