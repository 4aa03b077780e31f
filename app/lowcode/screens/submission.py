"""Submissions: a form sent twice acts once; its key is claimed in the transaction of what it does."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ForeignKey, String, UniqueConstraint, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column, scoped_session
from werkzeug.datastructures import MultiDict

from app.shared.clock import utc_now
from app.shared.column_types import BIG_KEY, TimestampType
from app.shared.errors import BadRequest, Conflict
from app.shared.metadata import Model
from app.shared.text import msg

FIELD = "form_key"
_NOT_PART_OF_IT = frozenset({FIELD, "csrf_token"})


class Submission(Model):
    """A form that was sent: its key, a digest of what it said, and the address its sender was led to."""

    __tablename__ = "form_submission"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(BIG_KEY, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    key: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    location: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime] = mapped_column(TimestampType)


def new_key() -> str:
    """Return a key for a form that is about to be shown."""
    return uuid4().hex


def claim(session: Session | scoped_session[Any], user_id: int, form: MultiDict[str, str], place: str) -> str | None:
    """Claim the form's key; None when this is its first sending, else the address that the first one led to.

    Raises BadRequest for a form without a key and Conflict for a key that was sent with other contents. The claim
    is part of the transaction: a refused form may be corrected and sent again under its key.
    """
    key = form.get(FIELD, "")
    if not 8 <= len(key) <= 64 or not key.isalnum():
        raise BadRequest(msg("This form is incomplete: reload the page and send it again."))
    digest = _digest(form, place)
    connection = session.connection()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = insert(Submission).values(user_id=user_id, key=key, digest=digest, location="", at=utc_now())
    claimed = row.on_conflict_do_nothing(index_elements=["user_id", "key"]).returning(Submission.__table__.c.id)
    if connection.scalar(claimed) is not None:
        return None
    table = Submission.__table__
    earlier = connection.execute(
        select(table.c.digest, table.c.location).where(table.c.user_id == user_id, table.c.key == key)
    ).one()
    if earlier.digest != digest:
        raise Conflict(msg("This form was already sent with other contents: reload the page to start a new one."))
    return str(earlier.location)


def settle(session: Session | scoped_session[Any], user_id: int, form: MultiDict[str, str], location: str) -> None:
    """Note where the sender is led, for the same form sent again."""
    table = Submission.__table__
    statement = update(table).where(table.c.user_id == user_id, table.c.key == form[FIELD])
    session.connection().execute(statement.values(location=location[:500]))


def _digest(form: MultiDict[str, str], place: str) -> str:
    body = sorted((name, form.getlist(name)) for name in form if name not in _NOT_PART_OF_IT)
    return hashlib.sha256(json.dumps([place, body]).encode()).hexdigest()
