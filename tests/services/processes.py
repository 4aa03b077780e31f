"""Processes of ours that tests start for real: workers that fork, web servers that listen."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from app.jobs.lifeline import die_with_parent
from config import ROOT

WITHIN_SECONDS = 90


@dataclass
class Worker:
    """A running worker process and its log."""

    process: "subprocess.Popen[bytes]"
    log: Path


@contextlib.contextmanager
def started(command: list[str], environ: Mapping[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run our Python with `command` in the project's folder until the block ends; its output goes to `log`."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={**os.environ, **environ},
            stdout=output,
            stderr=output,
            preexec_fn=die_with_parent(),
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextlib.contextmanager
def worker_process(environ: Mapping[str, str], log: Path, *queues: str) -> Iterator[Worker]:
    """Run a worker of these queues that knows the jobs of the tests besides the application's."""
    with started(["-m", "tests.services.worker_of_tests", *queues], environ, log) as process:
        yield Worker(process, log)


def eventually(holds: Callable[[], object], *, what: str, log: Path | None = None) -> None:
    """Return once `holds()` is true; fails with `what` and the log when that takes too long."""
    deadline = time.monotonic() + WITHIN_SECONDS
    while not holds():
        assert time.monotonic() < deadline, f"{what}\n{log.read_text() if log else ''}"
        time.sleep(0.05)


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Return whether a GET of `url` is answered with 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - the address is ours
            return bool(response.status == 200)
    except (URLError, OSError):
        return False
