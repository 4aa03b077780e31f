"""Selections: the keys of records picked elsewhere, by a figure above all, that a list then shows and nothing else."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, ForeignKey, Index, Select, String, delete, insert, literal, select
from sqlalchemy.orm import Mapped, Session, mapped_column, scoped_session

from app.security.principal import Principal
from app.shared.column_types import BIG_KEY, TimestampType
from app.shared.field import table_name
from app.shared.metadata import Model
from app.shared.record import Governed

KEPT = timedelta(days=1)


class Selection(Model):
    """One person's selection of records of one entity; `title` says in their words what was clicked."""

    __tablename__ = "selection"
    __table_args__ = (Index("ix_selection_user_id_created_at", "user_id", "created_at"),)

    id: Mapped[int] = mapped_column(BIG_KEY, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    entity: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(TimestampType)


class SelectionKey(Model):
    """One selected record."""

    __tablename__ = "selection_key"

    selection_id: Mapped[int] = mapped_column(ForeignKey("selection.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[int] = mapped_column(BIG_KEY, primary_key=True)


def keep_selection(
    connection: Connection, *, user_id: int, model: type[Governed], title: str, keys: Select[Any], now: datetime
) -> int:
    """Store the keys that a select gives and return the selection's number; the user's old ones go at the same time."""
    table, members = Selection.__table__, SelectionKey.__table__
    old = select(table.c.id).where(table.c.user_id == user_id, table.c.created_at < now - KEPT)
    connection.execute(delete(members).where(members.c.selection_id.in_(old)))
    connection.execute(delete(table).where(table.c.id.in_(old)))
    facts = {"user_id": user_id, "entity": table_name(model.__name__), "title": title[:300], "created_at": now}
    number = int(connection.execute(insert(table).values(facts).returning(table.c.id)).scalar_one())
    chosen = keys.subquery()
    key = next(iter(chosen.c))
    connection.execute(
        insert(members).from_select(["selection_id", "key"], select(literal(number), key).where(key.is_not(None)))
    )
    return number


def selected(model: type[Governed], principal: Principal, number: int) -> ColumnElement[bool]:
    """Return the condition for the records of a selection; somebody else's, or another entity's, has none."""
    table, members = Selection.__table__, SelectionKey.__table__
    return model.__mapper__.columns.id.in_(
        select(members.c.key)
        .join(table, table.c.id == members.c.selection_id)
        .where(
            table.c.id == number,
            table.c.user_id == principal.user_id,
            table.c.entity == table_name(model.__name__),
        )
    )


def selection_title(session: Session | scoped_session[Any], principal: Principal, number: int) -> str:
    """Return what was clicked, in the words of that moment; empty for a selection of somebody else's."""
    table = Selection.__table__
    return str(
        session.connection()
        .execute(select(table.c.title).where(table.c.id == number, table.c.user_id == principal.user_id))
        .scalar_one_or_none()
        or ""
    )
