"""The tables behind a user's sign-in and reach: who is signed in where, and which rows and branches are theirs."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.shared.column_types import BIG_KEY, TimestampType
from app.shared.metadata import Model


class UserScope(Model):
    """One fact about what a user reaches: `kind` is employee, home, branch, member or company, `ref_id` its id."""

    __tablename__ = "user_scope"
    __table_args__ = (UniqueConstraint("user_id", "kind", "ref_id"),)

    id: Mapped[int] = mapped_column(BIG_KEY, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    kind: Mapped[str] = mapped_column(String(20))
    ref_id: Mapped[int] = mapped_column(BIG_KEY)


class Involvement(Model):
    """A row that is somebody's own because another row of theirs concerns it, as a case concerns its customer."""

    __tablename__ = "involvement"
    __table_args__ = (
        UniqueConstraint("source", "source_id", "entity", "row_id", "employee_id"),
        Index("ix_involvement_entity_employee_id_row_id", "entity", "employee_id", "row_id"),
    )

    id: Mapped[int] = mapped_column(BIG_KEY, primary_key=True)
    employee_id: Mapped[int] = mapped_column(BIG_KEY)
    entity: Mapped[str] = mapped_column(String(60))
    row_id: Mapped[int] = mapped_column(BIG_KEY)
    source: Mapped[str] = mapped_column(String(60))
    source_id: Mapped[int] = mapped_column(BIG_KEY)


class SignIn(Model):
    """One sign-in, by browser or by API: its cookie or token is good for as long as the row has not ended."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(BIG_KEY, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), index=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[datetime] = mapped_column(TimestampType)
    ended_at: Mapped[datetime | None] = mapped_column(TimestampType)


class UserSetting(Model):
    """What a user chose for themselves, on every browser: FAB's own user table cannot be extended."""

    __tablename__ = "user_setting"

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(8))
