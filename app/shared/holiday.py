"""Holidays: the days on which no obligation ends."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from app.shared.record import Record, field


class Holiday(Record):
    """A public holiday or a day off in lieu; weekends need no row."""

    __prefix__ = "HOL"
    __title__ = ("name",)

    day: Mapped[date] = field("Day", listed=True, filtered=True, unique=True)
    name: Mapped[str] = field("Name", listed=True, searchable=True)


def holidays(session: Session, first: date, last: date) -> frozenset[date]:
    """Return the holidays from `first` to `last`, both included."""
    return frozenset(session.scalars(select(Holiday.day).where(Holiday.day.between(first, last))))
