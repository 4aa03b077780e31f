"""Settings that gunicorn reads as a module: what a forked web process shares with its parent, and what it must not."""

import gc
import importlib
import os
import threading
from typing import Any

LATE = ("pandas", "plotly.graph_objects")
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - heartbeats, kept off the disk
accesslog = os.environ.get("WEB_ACCESS_LOG")

# The application is imported and built after this line and before the first fork, and nothing of it ever is garbage:
# searching it costs a quarter of the start, and touching its pages after the fork would copy them.
gc.disable()


def when_ready(_server: Any) -> None:
    """Keep what was built out of every later collection."""
    gc.freeze()


def post_fork(_server: Any, worker: Any) -> None:
    """Drop database connections opened before the fork, which two processes must not share."""
    from app.extensions import db

    gc.enable()
    application = worker.app.wsgi()
    with application.app_context():
        db.engine.dispose(close=False)


def post_worker_init(_worker: Any) -> None:
    """Import what only figures need beside the first requests, so that neither they nor the start wait for it."""
    threading.Thread(target=lambda: [importlib.import_module(name) for name in LATE], daemon=True).start()
