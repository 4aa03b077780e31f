"""While a unit test runs, databases, sockets and processes are closed to it: what needs one asks for its fixture."""

import contextlib
import sys
import threading
from collections.abc import Iterator

import pytest

# Whoever asks for one of these, even indirectly, needs a database, a server or a process: no unit test.
_FIXTURES = frozenset(
    {"app", "database", "engine_url", "sqlite_template", "postgres_server", "valkey_server", "browser", "stock"}
)
_EVENTS = frozenset({"sqlite3.connect", "socket.connect", "subprocess.Popen", "os.posix_spawn", "os.fork", "os.exec"})
_closed_to: list[int] = []


def mark(item: pytest.Item) -> None:
    """Mark a test that asks for a service."""
    if _FIXTURES & set(getattr(item, "fixturenames", ())):
        item.add_marker("services")


@contextlib.contextmanager
def unless_marked(item: pytest.Item) -> Iterator[None]:
    """Fail a test that is not marked when its thread reaches for a service before the block ends."""
    if item.get_closest_marker("services"):
        yield
        return
    _closed_to.append(threading.get_ident())
    try:
        yield
    finally:
        _closed_to.pop()


def _refuse(event: str, _arguments: object) -> None:
    if event in _EVENTS and threading.get_ident() in _closed_to:
        pytest.fail(f"{event}: this test is none of `make check`; mark it `services`, or ask for the fixture")


sys.addaudithook(_refuse)  # for good: Python knows no way to remove one
