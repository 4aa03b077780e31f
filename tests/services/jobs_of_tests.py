"""Jobs that only the tests run: one that counts, one that fails, one that lasts."""

import os
import time
from pathlib import Path

from sqlalchemy import text

from app.extensions import db
from app.jobs.job import Job


def count_once(name: str) -> None:
    """Insert a row: how often the job took effect can be counted."""
    db.session.connection().execute(text("INSERT INTO effect (name) VALUES (:name)"), {"name": name})


def count_then_die(name: str, marker: str) -> None:
    """Insert a row, then be killed by the kernel on the first run, before the commit."""
    count_once(name)
    if not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), 9)


def fail() -> None:
    """Raise what nobody expects."""
    raise ArithmeticError("the tests asked for it")


def count_then_sleep(name: str, seconds: float) -> None:
    """Insert a row, then take so long that the commit does not come in time."""
    count_once(name)
    time.sleep(seconds)


JOBS = {
    "count_once": Job(count_once),
    "count_then_die": Job(count_then_die),
    "fail": Job(fail, attempts_max=2),
    "count_then_sleep": Job(count_then_sleep),
}
