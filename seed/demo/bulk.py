"""Writing many rows at once: keys are given beforehand, so that rows may point to each other before they are stored."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

from app.audit.listener import record_event
from app.lowcode.files.attachment import Attachment
from app.lowcode.files.keeping import stored
from app.shared.record import Governed, Record
from app.shared.upload import Upload

_BATCH = 20_000
_Row = dict[str, Any]


class Bulk:
    """Collects rows by model; `write` stores them in the order in which tables depend on each other.

    Rows are dictionaries of columns; secrets are given in plain text under their field's name and stored sealed.
    """

    def __init__(self, session: Session, rng: Random) -> None:
        self._session = session
        self._rng = rng
        self._next: dict[type[Governed], int] = {}
        self._rows: dict[type[Governed], list[_Row]] = defaultdict(list)
        self._edited: dict[type[Governed], bool] = {}
        if session.connection().dialect.name == "sqlite":
            session.connection().exec_driver_sql("PRAGMA cache_size = -200000")

    def add(
        self, model: type[Governed], /, *, created_at: datetime, by: int | None = None, key: int = 0, **facts: Any
    ) -> int:
        """Collect one row made at `created_at` by the user `by`; returns its key, by default the next one."""
        key = key or self.next_key(model)
        row = {"id": key, "created_at": created_at, "created_by_id": by, **facts}
        if not (rows := self._rows[model]):
            self._edited[model] = issubclass(model, Record)
        if self._edited[model]:
            row |= {"version": 1, "updated_at": facts.get("updated_at", created_at), "updated_by_id": by}
        if model.__secrets__:
            row["row_key"] = f"{self._rng.getrandbits(128):032x}"
            for name, secret in model.__secrets__.items():
                row |= secret.sealed(model, row["row_key"], row.pop(name, None))
        rows.append(row)
        return key

    def file(self, upload: Upload, *, created_at: datetime, by: int | None) -> int:
        """Keep a file and collect the row of its attachment; returns its key."""
        key = self.next_key(Attachment)
        row = {"id": key, "created_at": created_at, "created_by_id": by, **stored(self._session, upload)}
        self._rows[Attachment].append(row)
        return key

    def next_key(self, model: type[Governed]) -> int:
        """Return a key that no stored or collected row of the model has."""
        if model not in self._next:
            self._next[model] = self._session.connection().scalar(select(func.max(model.__table__.c.id))) or 0
        self._next[model] += 1
        return self._next[model]

    def rows(self, model: type[Governed]) -> list[_Row]:
        """Return the rows collected and not yet written, to be read or corrected."""
        return self._rows[model]

    def write(self) -> None:
        """Store what was collected, one audit entry a table, and start afresh."""
        connection = self._session.connection()
        by_table = {model.__table__.name: (model, rows) for model, rows in self._rows.items() if rows}
        for table in Governed.metadata.sorted_tables:
            if table.name in by_table:
                model, rows = by_table[table.name]
                insert_rows(connection, table, rows)
                record_event(self._session, "demo seed", changes={"entity": model.__name__, "rows": len(rows)})
        self._rows.clear()
        self._next.clear()


def insert_rows(connection: Connection, table: Table, rows: Sequence[_Row]) -> None:
    """Insert rows that may name different columns: what one leaves out gets the column's default.

    The statement is made once and the rows go to the driver as they are: by COPY where it has one.
    """
    given = {name for row in rows for name in row}
    names = [column.name for column in table.c if column.name in given or column.default is not None]
    store = _copy if connection.dialect.name == "postgresql" else _execute
    for start in range(0, len(rows), _BATCH):
        store(connection, table, names, _as_stored(connection.dialect, table, names, rows[start : start + _BATCH]))
    if connection.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, "id")
        connection.execute(select(func.setval(sequence, select(func.max(table.c.id)).scalar_subquery())))


def with_defaults(model: type[Governed], row: _Row) -> _Row:
    """Return the row with every column of the model: what it leaves out has the column's default."""
    return {column.name: _default(model.__table__, column.name) for column in model.__table__.c} | row


def _as_stored(dialect: Dialect, table: Table, names: list[str], rows: Sequence[_Row]) -> Iterable[tuple[Any, ...]]:
    """Return the rows as the driver takes them, column by column through the converters of the columns' types."""
    columns: list[list[Any]] = []
    for name in names:
        default = _default(table, name)
        values = [row.get(name, default) for row in rows]
        convert = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        columns.append(values if convert is None else _converted(convert, values))
    return zip(*columns, strict=True)


def _converted(convert: Callable[[Any], Any], values: list[Any]) -> list[Any]:
    """Convert each different value once: a day's rows share their dates and states."""
    try:
        known = {value: convert(value) for value in set(values)}
    except TypeError:  # lists and dictionaries
        return [convert(value) for value in values]
    return [known[value] for value in values]


def _execute(connection: Connection, table: Table, names: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    statement = insert(table).compile(dialect=connection.dialect, column_keys=names)
    connection.exec_driver_sql(str(statement), list(rows))


def _copy(connection: Connection, table: Table, names: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    quoted = ", ".join(map(connection.dialect.identifier_preparer.quote, names))
    driver: Any = connection.connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({quoted}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _default(table: Table, name: str) -> Any:
    default: Any = table.c[name].default
    if default is None:
        return None
    if default.is_callable and default.arg.__name__ in ("dict", "list"):
        return [] if default.arg.__name__ == "list" else {}
    return default.arg if default.is_scalar else None
