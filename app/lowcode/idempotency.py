"""Idempotency: a request sent twice under one key acts once, and its second sending gets the first answer."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Index, String, UniqueConstraint, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column, scoped_session

from app.shared.clock import utc_now
from app.shared.column_types import BIG_KEY, JSON_TYPE, TimestampType
from app.shared.errors import BadRequest, Conflict
from app.shared.keyring import keyring
from app.shared.metadata import Model
from app.shared.text import msg

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[A-Za-z0-9_.:-]{8,80}", re.ASCII)

AnySession = Session | scoped_session[Any]


class IdempotentRequest(Model):
    """One key that was used: a keyed digest of what it asked for and what was answered."""

    __tablename__ = "idempotent_request"
    __table_args__ = (UniqueConstraint("scope", "key"), Index("ix_idempotent_request_at", "at"))

    id: Mapped[int] = mapped_column(BIG_KEY, primary_key=True)
    scope: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(80))
    digest: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON_TYPE)
    at: Mapped[datetime] = mapped_column(TimestampType)


def new_key() -> str:
    """Return a key for a form that is about to be shown."""
    return uuid4().hex


def claim(session: AnySession, scope: str, key: str, asked: Any) -> Mapping[str, Any] | None:
    """Claim a key for what is `asked` (any JSON); None for its first use, else the answer that the first use got.

    `scope` separates the users: `user:7`. The claim belongs to the transaction, so a refused request frees its key,
    and of two at the same moment the second waits for the first. Raises BadRequest for a malformed key, Conflict
    for one that was used for something else.
    """
    if not _KEY.fullmatch(key):
        raise BadRequest(msg("An idempotency key is 8 to 80 letters, digits, and any of . _ : -"))
    # Keyed, because a digest of one identity number could be found by trying them all.
    digest = keyring().blind_index(json.dumps(asked, sort_keys=True, default=str), "idempotent_request.digest")
    connection = session.connection()
    table = IdempotentRequest.__table__
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = insert(IdempotentRequest).values(scope=scope, key=key, digest=digest, at=utc_now())
    claimed = row.on_conflict_do_nothing(index_elements=["scope", "key"]).returning(table.c.id)
    if connection.scalar(claimed) is not None:
        return None
    earlier = connection.execute(
        select(table.c.digest, table.c.answer).where(table.c.scope == scope, table.c.key == key)
    ).one()
    if earlier.digest != digest or earlier.answer is None:
        raise Conflict(msg("This key was already used for another request: send a new one under a new key."))
    return dict(earlier.answer)


def settle(session: AnySession, scope: str, key: str, answer: Mapping[str, Any]) -> None:
    """Keep the answer, a JSON object, for whoever sends the same request again."""
    table = IdempotentRequest.__table__
    statement = update(table).where(table.c.scope == scope, table.c.key == key).values(answer=dict(answer))
    session.connection().execute(statement)


def scope_of(user_id: int | None) -> str:
    """Return the scope of a user's keys."""
    return f"user:{user_id or 0}"
