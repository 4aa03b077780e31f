"""Whether the next database transaction reads or writes: SQLite takes its write lock at once for the latter."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from flask import current_app, has_request_context, request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_stated: ContextVar[bool | None] = ContextVar("stated_as_writing", default=None)


def is_writing() -> bool:
    """Return what `reading()` or `writing()` stated, else what the request's method says; jobs and commands write."""
    stated = _stated.get()
    if stated is not None:
        return stated
    if not has_request_context():
        return True
    return request.method not in SAFE_METHODS and not request.path.startswith(current_app.config["READING_PATHS"])


@contextmanager
def reading() -> Iterator[None]:
    """Begin the transactions inside as reading ones, which never wait for a writer."""
    token = _stated.set(False)
    try:
        yield
    finally:
        _stated.reset(token)


@contextmanager
def writing() -> Iterator[None]:
    """Begin the transactions inside as writing ones, which wait for their turn instead of failing halfway."""
    token = _stated.set(True)
    try:
        yield
    finally:
        _stated.reset(token)
