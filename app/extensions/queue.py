"""The job queue: JSON only, known names only, and nothing sent before the transaction that asked has committed."""

import json
import logging
from typing import Any
from uuid import uuid4

from flask import Flask, current_app
from redis import Redis, RedisError
from rq import Queue
from rq.exceptions import DuplicateJobError
from rq.serializers import JSONSerializer
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, SessionTransaction

from app.extensions.database import db
from app.extensions.outbox import JobRequest

DISPATCHER = "app.jobs.dispatch.run_job"
DEFAULT_QUEUE = "default"
JOB_TIMEOUT_SECONDS = 600
_PENDING = "jobs_to_send"
_log = logging.getLogger(__name__)


class UnknownJobError(LookupError):
    """The name is not in the table of jobs (`app/jobs/registry.py`)."""


def init_queue(app: Flask) -> None:
    """Give `app` its Redis connection; the server is contacted on first use only."""
    app.extensions["redis"] = Redis.from_url(
        app.config["REDIS_URL"], socket_connect_timeout=5, health_check_interval=30
    )
    app.extensions.setdefault("job_names", frozenset())


def allow_jobs(app: Flask, names: frozenset[str]) -> None:
    """Let `app` enqueue the jobs of these names and no others; the factory passes the keys of the job table."""
    app.extensions["job_names"] = names


def redis_connection() -> Redis:
    """Return the current application's Redis connection."""
    return current_app.extensions["redis"]


def queue(name: str = DEFAULT_QUEUE) -> Queue:
    """Return the rq queue `name`, which carries JSON."""
    return Queue(name, connection=redis_connection(), serializer=JSONSerializer, default_timeout=JOB_TIMEOUT_SECONDS)


def enqueue_after_commit(
    job_name: str, *args: Any, key: str | None = None, on: str = DEFAULT_QUEUE, session: Session | None = None
) -> int | None:
    """Record a job in the session's transaction and send it once that commits; a rollback drops both.

    Returns the id of its row, or None when a job of the same `key` was recorded before: asking twice asks once.
    `args` must survive JSON unchanged (pass ids, not records). Raises UnknownJobError, or TypeError for such arguments.
    """
    if job_name not in current_app.extensions["job_names"]:
        raise UnknownJobError(job_name)
    if json.loads(json.dumps(args)) != list(args):
        raise TypeError(f"the arguments of {job_name} do not survive JSON: {args!r}")
    session = session or db.session()
    connection = session.connection()
    # On the connection and not through the session: the row belongs to no user, so no row scope applies to it.
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = insert(JobRequest).values(key=key or uuid4().hex, name=job_name, args=list(args), queue=on)
    request_id = connection.scalar(row.on_conflict_do_nothing(index_elements=["key"]).returning(JobRequest.id))
    if request_id is not None:
        owner = session.get_nested_transaction() or session.get_transaction()
        session.info.setdefault(_PENDING, []).append((owner, request_id, on))
    return request_id


def send(request_id: int, *, on: str = DEFAULT_QUEUE, attempt: int = 0) -> bool:
    """Hand a recorded job to Redis; False when it waits there already or Redis is away (the sweep sends it later)."""
    try:
        queue(on).enqueue(DISPATCHER, request_id, job_id=f"job-{request_id}-{attempt}", unique=True, result_ttl=0)
    except DuplicateJobError:
        return False
    except RedisError:
        _log.warning("Redis is away: job %s stays recorded and is sent later", request_id)
        return False
    return True


@event.listens_for(Session, "after_commit")
def _send_or_pass_on(session: Session) -> None:
    pending = session.info.get(_PENDING, [])
    savepoint = session.get_nested_transaction()
    if savepoint is None:
        session.info[_PENDING] = []
        for _, request_id, name in pending:
            send(request_id, on=name)
    else:  # the event also fires for a released savepoint, whose jobs now wait for what encloses it
        session.info[_PENDING] = [(savepoint.parent if job[0] is savepoint else job[0], *job[1:]) for job in pending]


@event.listens_for(Session, "after_transaction_end")
def _forget_uncommitted(session: Session, ended: SessionTransaction) -> None:
    if session.info.get(_PENDING):
        session.info[_PENDING] = [job for job in session.info[_PENDING] if job[0] is not ended]
