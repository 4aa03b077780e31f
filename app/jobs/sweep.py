"""The sweep that makes Redis expendable: recorded jobs that no worker will reach any more are sent again."""

from datetime import timedelta

from sqlalchemy import and_, or_, select

from app.extensions import JobRequest, JobState, db
from app.extensions.queue import JOB_TIMEOUT_SECONDS, redis_connection, send
from app.shared.clock import utc_now

UNSENT_AFTER = timedelta(seconds=60)
LOST_AFTER = timedelta(seconds=JOB_TIMEOUT_SECONDS + 120)
BATCH = 500


def resend_lost_jobs(*, unsent_after: timedelta = UNSENT_AFTER, lost_after: timedelta = LOST_AFTER) -> int:
    """Send again jobs never picked up, failed with attempts left, or running longer than any job may; returns how many.

    Sending one too many is harmless: the id in the queue is unique per attempt and the dispatcher skips what is done.
    """
    now = utc_now()
    stalled = or_(
        and_(JobRequest.state == JobState.QUEUED, JobRequest.created_at < now - unsent_after),
        and_(JobRequest.state == JobState.FAILED, JobRequest.finished_at < now - unsent_after),
        and_(JobRequest.state == JobState.RUNNING, JobRequest.started_at < now - lost_after),
    )
    rows = select(JobRequest.id, JobRequest.queue, JobRequest.attempts).where(stalled)
    with db.engine.connect() as connection:
        found = connection.execute(rows.order_by(JobRequest.id).limit(BATCH)).all()
    redis_connection().ping()
    return sum(send(row.id, on=row.queue, attempt=row.attempts) for row in found)
