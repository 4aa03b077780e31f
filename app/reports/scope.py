"""Scope: the one place that limits a dataset to the rows its reader may see and to the filters that were chosen."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_

from app.reports.dataset import Dataset
from app.reports.dimension import Dimension, Grain
from app.reports.engine import Reader
from app.reports.filters import Filters
from app.security.principal import Principal
from app.security.row_rule import row_rule
from app.shared.errors import BadRequest
from app.shared.text import Message, msg


def obstacle(dataset: Dataset, filters: Filters, principal: Principal) -> Message | None:
    """Return why none of the dataset's figures can be shown, or None: a zero would claim what nobody knows."""
    if not principal.may(dataset.entity, "read"):
        return msg("You have no right to read the records behind this figure.")
    for slug, _ in filters.chosen:
        if dataset.dimension(slug) is None:
            return msg("This figure is not known for the chosen filter.")
    return None


def facts(dataset: Dataset, filters: Filters, principal: Principal, reader: Reader) -> Subquery:
    """Return the dataset's rows within the reader's scope and the filters, as a subquery."""
    place = dataset.scope_columns
    statement = dataset.rows(filters, reader).where(rule(dataset, principal))
    if "deleted_at" in place.c:
        statement = statement.where(place.c.deleted_at.is_(None))
    inner = statement.subquery()
    return _chosen(dataset, filters, inner).subquery("facts")


def rule(dataset: Dataset, principal: Principal) -> ColumnElement[bool]:
    """Return the row rule of the dataset's entity, exactly as the entity's list applies it."""
    return row_rule(dataset.entity, principal, "read", dataset.scope_columns)


def within(dataset: Dataset, columns: Any, cell: Mapping[str, Any]) -> ColumnElement[bool]:
    """Return the condition for the rows of one group: dimension slug → its value."""
    conditions = []
    for slug, value in cell.items():
        dimension = dataset.dimension(slug)
        if dimension is None:
            raise BadRequest(msg("This figure is not known for the chosen filter."))
        column = dimension.over(columns)
        conditions.append(column.is_(None) if value is None else column == value)
    return and_(True, *conditions)


def _chosen(dataset: Dataset, filters: Filters, inner: Subquery) -> Select[Any]:
    statement = inner.select()
    if dataset.day:
        statement = statement.where(inner.c[dataset.day].between(filters.period.first, filters.period.last))
    for slug, values in filters.chosen:
        dimension = dataset.dimension(slug)
        if dimension is not None:
            statement = statement.where(inner.c[dimension.column].in_([read_value(dimension, v) for v in values]))
    return statement


def read_value(dimension: Dimension, text: str) -> Any:
    """Return the value that an address writes as `text`; raises BadRequest where it is none of the dimension's."""
    if dimension.choices:
        if text in dimension.choices:
            return next(value for value in dimension.choices if value == text)
    elif dimension.grain is Grain.RECORD and text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    elif dimension.grain is Grain.MONTH:
        with suppress(ValueError):
            return date.fromisoformat(text)
    elif dimension.grain is Grain.VALUE:
        return text
    raise BadRequest(msg("“{value}” cannot be chosen here.", value=text[:60]))
