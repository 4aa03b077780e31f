"""The one function that workers run: it looks the job up in the table and runs it at most once with success."""

import logging
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.extensions import JobRequest, JobState, db
from app.extensions.queue import UnknownJobError
from app.jobs.job import Commits, Job
from app.security.acting import as_system
from app.shared.clock import utc_now

_log = logging.getLogger(__name__)
FINISHED = (JobState.DONE, JobState.GIVEN_UP)


def run_job(request_id: int) -> None:
    """Run the recorded job `request_id` unless it is done; called inside the application's context.

    Raises what the job raised, after noting the failure on its row, so that rq lists it as failed too.
    """
    row = _claim(request_id)
    if row is None:
        _log.info("job %s is done already", request_id)
        return
    name, args = row
    try:
        job = known_job(name)
        with as_system(db.session, f"job:{name}"):
            if job.commits is Commits.ONCE:
                _run_in_one_transaction(job, request_id, args)
            else:
                job.run(*args)
        if job.commits is Commits.ITSELF:
            db.session.remove()
            _note(request_id, state=JobState.DONE, finished_at=utc_now(), error=None)
    except Exception as error:
        db.session.rollback()
        db.session.remove()
        _note_failure(request_id, name, error)
        raise
    finally:
        db.session.remove()


def known_job(name: str) -> Job:
    """Return the job of the table; raises UnknownJobError, whatever Python might import under that name."""
    from app.jobs.registry import JOBS  # the table imports the jobs, and one of them sends others

    if name not in JOBS:
        raise UnknownJobError(name)
    return JOBS[name]


def _claim(request_id: int) -> tuple[str, list[Any]] | None:
    with db.engine.begin() as connection:
        row = connection.execute(
            update(JobRequest)
            .where(JobRequest.id == request_id, JobRequest.state.not_in(FINISHED))
            .values(state=JobState.RUNNING, started_at=utc_now(), attempts=JobRequest.attempts + 1)
            .returning(JobRequest.name, JobRequest.args)
        ).one_or_none()
    return None if row is None else (row.name, row.args)


def _run_in_one_transaction(job: Job, request_id: int, args: list[Any]) -> None:
    session: Session = db.session()
    connection = session.connection()
    # The row stays locked until the commit: a second delivery of the same job waits here, then finds it done.
    state = connection.scalar(select(JobRequest.state).where(JobRequest.id == request_id).with_for_update())
    if state in FINISHED:
        return
    job.run(*args)
    session.flush()
    session.connection().execute(
        update(JobRequest)
        .where(JobRequest.id == request_id)
        .values(state=JobState.DONE, finished_at=utc_now(), error=None)
    )
    session.commit()


def _note(request_id: int, **values: str | datetime | None) -> None:
    with db.engine.begin() as connection:
        connection.execute(update(JobRequest).where(JobRequest.id == request_id).values(**values))


def _note_failure(request_id: int, name: str, error: Exception) -> None:
    with db.engine.begin() as connection:
        attempts = connection.scalar(select(JobRequest.attempts).where(JobRequest.id == request_id)) or 0
    attempts_max = 1 if isinstance(error, UnknownJobError) else known_job(name).attempts_max
    state = JobState.FAILED if attempts < attempts_max else JobState.GIVEN_UP
    # The class alone: messages of database errors carry the values of rows.
    _note(request_id, state=state, finished_at=utc_now(), error=type(error).__name__)
    current_app.logger.exception("job %s (%s) ended as %s", request_id, name, state)
