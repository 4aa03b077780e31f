"""Sign-ins on the server: a cookie or token names one, and dies with it in whichever process it is shown next."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session, scoped_session

from app.security.tables import SignIn
from app.shared.clock import utc_now


@dataclass(frozen=True)
class SignInRefused:
    """Somebody was turned away at the sign-in; `user_id` is that of the account they named, if there is one."""

    user_id: int | None


AnySession = Session | scoped_session[Session]
_TABLE = SignIn.__table__


def start_sign_in(session: AnySession, user_id: int) -> str:
    """Record a new sign-in and return its key, which is stored nowhere but with the one who signed in."""
    key = secrets.token_urlsafe(32)
    row = insert(_TABLE).values(user_id=user_id, key_hash=_hash(key), started_at=utc_now())
    session.connection().execute(row)
    return key


def is_signed_in(session: AnySession, user_id: int, key: str | None, *, within: timedelta) -> bool:
    """Tell whether the key names a sign-in of this user that has not ended and is not older than `within`."""
    if not key:
        return False
    condition = (_TABLE.c.key_hash == _hash(key), _TABLE.c.user_id == user_id, *_alive())
    started = session.connection().execute(select(_TABLE.c.started_at).where(*condition)).scalar()
    return started is not None and utc_now() - started < within


def end_sign_in(session: AnySession, key: str | None) -> None:
    """End the sign-in that the key names, if any."""
    if key:
        session.connection().execute(update(_TABLE).where(_TABLE.c.key_hash == _hash(key)).values(ended_at=utc_now()))


def end_all_sign_ins(session: AnySession, user_id: int) -> None:
    """End every sign-in of a user."""
    session.connection().execute(
        update(_TABLE).where(_TABLE.c.user_id == user_id, *_alive()).values(ended_at=utc_now())
    )


def _alive() -> tuple[ColumnElement[bool], ...]:
    return (_TABLE.c.ended_at.is_(None),)


def _hash(key: str) -> str:
    # A key is 256 random bits: a plain hash cannot be guessed back.
    return hashlib.sha256(key.encode()).hexdigest()
