"""The extensions of the application, made once and unbound: database, CSRF, rate limits, queue."""

from flask import Flask

from app.extensions.csrf import BrowserCsrf
from app.extensions.database import db, init_database
from app.extensions.limits import limiter
from app.extensions.outbox import JobRequest, JobState
from app.extensions.queue import enqueue_after_commit, init_queue, queue, redis_connection
from app.extensions.transactions import reading, writing

csrf = BrowserCsrf()


def init_app(app: Flask) -> None:
    """Bind every extension to `app`, the database first."""
    init_database(app)
    csrf.init_app(app)
    limiter.init_app(app)
    init_queue(app)


__all__ = [
    "JobRequest",
    "JobState",
    "csrf",
    "db",
    "enqueue_after_commit",
    "init_app",
    "limiter",
    "queue",
    "reading",
    "redis_connection",
    "writing",
]
