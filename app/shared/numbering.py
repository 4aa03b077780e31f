"""Numbering: gap-free numbers from a counter row that the posting's own transaction locks."""

from sqlalchemy import String, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.shared.metadata import Model


class Counter(Model):
    """The last number given in a series such as `receipt/3/2026`."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[int] = mapped_column()


def next_number(session: Session, series: str) -> int:
    """Return the next number of a series, 1 for its first.

    The row stays locked until the transaction ends, so a rolled-back posting leaves no gap: ask for the number as
    the last thing before the flush, else every posting of the series waits for this one.
    """
    connection, table = session.connection(), Counter.__table__
    step = update(table).where(table.c.series == series).values(value=table.c.value + 1).returning(table.c.value)
    value = connection.scalar(step)
    if value is None:
        _create(session, series)
        value = connection.scalar(step)
    return int(value or 0)


def _create(session: Session, series: str) -> None:
    """Make the series' row; of two that try at once on PostgreSQL, the second finds it made."""
    connection, table = session.connection(), Counter.__table__
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as upsert

        connection.execute(upsert(table).values(series=series, value=0).on_conflict_do_nothing())
    elif connection.scalar(select(table.c.value).where(table.c.series == series)) is None:
        connection.execute(insert(table).values(series=series, value=0))
