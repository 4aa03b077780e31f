"""Drill: any figure opens exactly the records it was made from, under the rights with which it was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import Select, select

from app.extensions import db, writing
from app.lowcode.selection import keep_selection
from app.reports import catalog
from app.reports.dimension import Dimension
from app.reports.engine import engine
from app.reports.filters import Filters
from app.reports.measure import Measure, opened_by
from app.reports.result import Query
from app.reports.runner import run
from app.reports.scope import facts, obstacle, read_value, within
from app.security.principal import Principal
from app.shared.clock import utc_now
from app.shared.errors import BadRequest, Denied, NotFound
from app.shared.record import Governed
from app.shared.text import msg


@dataclass(frozen=True)
class Opened:
    """The stored selection behind a figure: the list of `model` shows it as `?selection=<number>`."""

    model: type[Governed]
    number: int


def records_behind(
    principal: Principal, slug: str, filters: Filters, cell: Mapping[str, Any]
) -> tuple[type[Governed], Select[Any]]:
    """Return the entity and the select of the keys behind a figure, of the whole or of one group (`cell`).

    Raises NotFound for an unknown figure and Denied where the reader may not know it.
    """
    if slug not in catalog.FIGURES:
        raise NotFound
    measure = catalog.figure(slug)
    while not isinstance(measure, Measure):
        measure = catalog.figure(opened_by(measure))
    dataset = catalog.DATASET_OF[measure.slug]
    if why := obstacle(dataset, filters, principal):
        raise Denied(why)
    with engine().open() as reader:
        rows = facts(dataset, filters, principal, reader)
    keys = select(rows.c[dataset.key]).distinct().where(within(dataset, rows.c, cell))
    return dataset.entity, keys if measure.only is None else keys.where(measure.only(rows.c))


def open_records(principal: Principal, slug: str, filters: Filters, cell: Mapping[str, Any]) -> Opened:
    """Store the keys behind a figure as a selection of the reader's and return it."""
    if principal.user_id is None:
        raise Denied
    model, keys = records_behind(principal, slug, filters, cell)
    if principal.hidden_fields(model):
        _refuse_withheld(principal, slug, filters, cell)
    with writing(), db.engine.begin() as connection:
        number = keep_selection(
            connection,
            user_id=principal.user_id,
            model=model,
            title=title_of(slug, cell),
            keys=keys,
            now=utc_now(),
        )
    return Opened(model, number)


def read_cell(args: Mapping[str, str]) -> dict[str, Any]:
    """Return the group that an address names: `in_<dimension>=<value>`, an empty value where there is none."""
    cell: dict[str, Any] = {}
    for name, text in args.items():
        slug = name.removeprefix("in_")
        if slug == name:
            continue
        dimension = catalog.DIMENSIONS.get(slug)
        if dimension is None:
            raise BadRequest(msg("“{value}” cannot be chosen here.", value=slug[:60]))
        cell[slug] = read_value(dimension, text) if text else None
    return cell


def _refuse_withheld(principal: Principal, slug: str, filters: Filters, cell: Mapping[str, Any]) -> None:
    """Refuse what the page itself does not show, or what opens records of which it shows no number."""
    opened = slug
    while not isinstance(measure := catalog.figure(opened), Measure):
        opened = opened_by(measure)
    (answer,) = run(principal, Query((opened,), filters.alone(), tuple(cell)))
    group = answer.by_key.get(tuple(cell.values())) if cell else answer.totals
    if group is not None and group.get(opened) is None:
        raise Denied(msg("Too few people stand behind this figure to show it."))


def records_url(opened: Opened) -> str:
    """Return the address of the list that shows the opened records and nothing else."""
    return url_for(f"{opened.model.__name__}View.list", selection=opened.number)


def title_of(slug: str, cell: Mapping[str, Any]) -> str:
    """Return what is opened in the reader's words: the figure and its group."""
    parts = [str(catalog.figure(slug).label)]
    for name, value in cell.items():
        dimension = catalog.DIMENSIONS[name]
        parts.append(f"{dimension.label}: {_named(dimension, value)}")
    return " · ".join(parts)


def _named(dimension: Dimension, value: Any) -> str:
    if value is None:
        return "–"
    names = dimension.names()
    if names is None:
        return str(dimension.choices.get(value, value))
    with engine().open() as reader:
        rows = reader.rows(names.where(names.selected_columns["id"] == value))
    return str(rows[0][1]) if rows else "–"
