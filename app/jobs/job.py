"""What a background job is: a named function, and how it treats the transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Commits(StrEnum):
    """Who commits: the dispatcher once, together with the job's own row, or the job itself chunk by chunk."""

    ONCE = "once"
    ITSELF = "itself"


@dataclass(frozen=True)
class Job:
    """One line of the table of jobs.

    A job that commits ONCE is exactly-once: its effects and its `done` mark share one transaction. A job that commits
    ITSELF may run again after a crash and must therefore be idempotent by a database key of its own.
    """

    run: Callable[..., Any]
    commits: Commits = Commits.ONCE
    attempts_max: int = 3
