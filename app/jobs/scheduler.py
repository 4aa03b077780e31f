"""The scheduler process: each minute it records what the table of schedules calls for; any number may run."""

import logging
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import JobRequest, JobState, db, enqueue_after_commit
from app.jobs.schedule import SCHEDULES, Schedule, due, missed
from app.shared.clock import utc_now

CATCH_UP = timedelta(hours=24)
KEEP_DONE = timedelta(days=30)
_log = logging.getLogger(__name__)


def tick(minute: datetime, *, schedules: Sequence[Schedule] = SCHEDULES) -> list[str]:
    """Record and send the jobs of one minute (aware); returns the keys that this process was the first to record."""
    first = [schedule for schedule in due(schedules, minute) if _record(schedule, minute)]
    db.session.commit()
    return [schedule.request_key(minute) for schedule in first]


def catch_up(now: datetime, *, schedules: Sequence[Schedule] = SCHEDULES) -> list[str]:
    """Record the latest run that each schedule missed while no scheduler ran, at most a day back."""
    keys = []
    for schedule in schedules:
        last = db.session.connection().scalar(
            select(func.max(JobRequest.created_at)).where(JobRequest.key.startswith(f"sched-{schedule.slug}-"))
        )
        minute = missed(schedule, since=max(last, now - CATCH_UP), until=now) if last else None
        if minute and _record(schedule, minute):
            keys.append(schedule.request_key(minute))
    db.session.commit()
    return keys


def forget_done(now: datetime) -> int:
    """Delete the rows of jobs finished a month ago or earlier; returns how many."""
    with db.engine.begin() as connection:
        old = delete(JobRequest).where(JobRequest.state == JobState.DONE, JobRequest.finished_at < now - KEEP_DONE)
        return connection.execute(old).rowcount


def run_forever(app: Flask, stop: threading.Event) -> None:
    """Tick at each full minute until `stop` is set; a database or Redis that is away costs one minute, not the loop."""
    zone = ZoneInfo(app.config["BUSINESS_TIME_ZONE"])
    with app.app_context():
        _guarded(catch_up, utc_now().astimezone(zone))
    while not stop.is_set():
        now = utc_now()
        if stop.wait(60 - now.second - now.microsecond / 1_000_000):
            return
        minute = utc_now().astimezone(zone).replace(second=0, microsecond=0)
        with app.app_context():
            _guarded(tick, minute)
            if (minute.hour, minute.minute) == (3, 30):
                _guarded(forget_done, minute)


def _record(schedule: Schedule, minute: datetime) -> bool:
    return enqueue_after_commit(schedule.job, key=schedule.request_key(minute)) is not None


def _guarded(step: object, moment: datetime) -> None:
    try:
        step(moment)  # type: ignore[operator]
    except SQLAlchemyError:
        db.session.rollback()
        _log.exception("the scheduler could not reach the database")
    finally:
        db.session.remove()
