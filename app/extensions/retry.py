"""Trying a transaction again after the database has refused it for others' sake: deadlock, serialisation, a lock."""

import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, scoped_session

T = TypeVar("T")
ATTEMPTS, REQUEST_ATTEMPTS = 6, 4
_TRANSIENT = frozenset({"40001", "40P01"})


def retrying(session: Session | scoped_session[Any], work: Callable[[], T], *, attempts: int = ATTEMPTS) -> T:
    """Run `work` and commit, up to `attempts` times with growing random pauses; other errors are raised at once."""
    for attempt in range(1, attempts + 1):
        try:
            result = work()
            session.commit()
        except OperationalError as error:
            session.rollback()
            if attempt == attempts or not is_transient(error):
                raise
            time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311 - spreads rivals, guards nothing
        except BaseException:
            session.rollback()
            raise
        else:
            return result
    raise AssertionError("unreachable")


def retrying_request(session: Session | scoped_session[Any], work: Callable[[], T]) -> T:
    """Run and commit a web request's `work`, its idempotency key included, a few times where somebody waits for it.

    On SQLite once: there the only rival is a writer for whom the connection has waited long enough by itself.
    """
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    return retrying(session, work, attempts=1 if on_sqlite else REQUEST_ATTEMPTS)


def is_transient(error: BaseException) -> bool:
    """Tell whether the same transaction may succeed a moment later."""
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return state in _TRANSIENT or "database is locked" in str(error.orig)
