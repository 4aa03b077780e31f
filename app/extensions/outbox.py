"""The table of requested jobs: the record of what must run, written in the transaction that wants it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.shared.clock import utc_now
from app.shared.column_types import BIG_KEY, JSON_TYPE, TimestampType
from app.shared.metadata import Model


class JobState(StrEnum):
    """Where a requested job stands; `failed` waits for the next attempt, `given_up` for a person."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    GIVEN_UP = "given_up"


class JobRequest(Model):
    """One job to run once, whatever happens to Redis or to a worker; `key` makes asking twice ask once."""

    __tablename__ = "job_request"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(str(state)) for state in JobState)})", name="state_is_known"),
        Index("ix_job_request_state_created_at", "state", "created_at"),
    )

    id: Mapped[int] = mapped_column(BIG_KEY, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    args: Mapped[list[Any]] = mapped_column(JSON_TYPE)
    queue: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(12), default=JobState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(TimestampType, default=utc_now)
    started_at: Mapped[datetime | None] = mapped_column(TimestampType)
    finished_at: Mapped[datetime | None] = mapped_column(TimestampType)
