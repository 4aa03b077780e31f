"""Dimension: something by which figures are split and filtered, the same in every dataset that carries its column."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.sql.expression import ColumnCollection

from app.reports.sql_dates import month_start
from app.shared.record import Governed
from app.shared.text import Message

Columns = ColumnCollection[str, ColumnElement[Any]]


class Grain(enum.StrEnum):
    """What one value of a dimension stands for."""

    VALUE = "value"
    RECORD = "record"
    MONTH = "month"


@dataclass(frozen=True)
class Dimension:
    """One way to split figures.

    `column`: its column in the datasets. `choices`: value → label where the values are few and named in code, in the
    order in which they are shown, or, where it is not `is_ordered`, the largest first; `graded` where the order runs
    from good to bad. `record` and `title`: the model
    whose keys the values are, and the column that names one. `place`: the column of that model by which a user's
    branches limit the choice offered in filters.
    """

    slug: str
    label: Message
    column: str
    grain: Grain = Grain.VALUE
    choices: Mapping[str, Message] = field(default_factory=dict, hash=False, compare=False)
    record: type[Governed] | None = None
    title: str = "name"
    place: str = ""
    graded: bool = False
    is_ordered: bool = True

    def over(self, columns: Columns) -> ColumnElement[Any]:
        """Return the SQL by which rows are grouped."""
        column = columns[self.column]
        return month_start(column) if self.grain is Grain.MONTH else column

    def names(self) -> Select[Any] | None:
        """Return the select of (key, name) of a dimension of records, else None."""
        if self.record is None:
            return None
        table = self.record.__table__
        return select(table.c.id, table.c[self.title]).order_by(table.c[self.title])
