"""Timing: the median of several runs of something, and the statements that one run sends to the database."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, event


@dataclass(frozen=True)
class Statement:
    """One statement as the driver was given it."""

    sql: str
    parameters: Any


def median_ms(run: Callable[[], object], repeat: int) -> float:
    """Return the median duration in milliseconds of `repeat` runs, after one that is not counted."""
    run()
    taken = []
    for _ in range(repeat):
        started = time.perf_counter()
        run()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


@contextmanager
def recorded(engine: Engine) -> Iterator[list[Statement]]:
    """Collect every statement that reaches the database inside the block."""
    seen: list[Statement] = []

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, many: bool) -> None:
        if not many:
            seen.append(Statement(sql, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def replay(engine: Engine, statements: list[Statement]) -> Callable[[], None]:
    """Return a run of the statements by the driver alone: execute and fetch, nothing else."""

    def run() -> None:
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            for statement in statements:
                cursor.execute(statement.sql, statement.parameters)
                cursor.fetchall()
        finally:
            connection.close()

    return run
