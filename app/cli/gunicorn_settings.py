"""Settings that gunicorn reads as a module: what a forked web process must not share with its parent."""

import os
from typing import Any

worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - heartbeats, kept off the disk
accesslog = os.environ.get("WEB_ACCESS_LOG")


def post_fork(_server: Any, worker: Any) -> None:
    """Drop database connections opened before the fork, which two processes must not share."""
    from app.extensions import db

    application = worker.app.wsgi()
    with application.app_context():
        db.engine.dispose(close=False)
