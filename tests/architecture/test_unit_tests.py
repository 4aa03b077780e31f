"""What `make check` runs is kept to unit tests: a test that is not marked `services` reaches none."""

import socket
import sqlite3
import subprocess
from collections.abc import Callable

import pytest


def connect() -> None:
    """Try a port that nobody listens on."""
    with socket.socket() as probe:
        probe.connect(("127.0.0.1", 9))


WAYS: dict[str, Callable[[], object]] = {
    "a database file": lambda: sqlite3.connect(":memory:"),
    "a process": lambda: subprocess.run(["true"], check=True),
    "a socket": connect,
}


@pytest.mark.parametrize("reach", WAYS.values(), ids=WAYS.keys())
def test_is_refused(reach: Callable[[], object]) -> None:
    with pytest.raises(pytest.fail.Exception, match="mark it `services`"):
        reach()


@pytest.mark.services
def test_is_open_to_others() -> None:
    assert subprocess.run(["true"], check=False).returncode == 0
