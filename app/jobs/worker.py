"""The rq worker that runs one function only, in a fresh process for each job."""

import signal
from collections.abc import Callable
from typing import Any

from flask import Flask
from rq import Queue, Worker
from rq.job import Job as QueuedJob
from rq.serializers import JSONSerializer

from app.extensions import db, redis_connection
from app.extensions.queue import DISPATCHER, UnknownJobError
from app.jobs.dispatch import run_job
from app.jobs.lifeline import die_with_parent


class TableJob(QueuedJob):
    """A queued job that resolves no name but the dispatcher's, and fetches no callback and no address of anybody."""

    success_callback = failure_callback = stopped_callback = None

    @property
    def func(self) -> Callable[[int], None]:
        if self.func_name != DISPATCHER or self.instance is not None:
            raise UnknownJobError(self.func_name)
        return run_job

    def send_webhooks(self, *_args: Any, **_kwargs: Any) -> None:
        """Send none: whoever can write to Redis must not make us call addresses."""


class TableQueue(Queue):
    """A queue whose jobs are table jobs, wherever rq builds one."""

    job_class = TableJob


class TableWorker(Worker):
    """A forking worker; each child starts with no database connection of its parent and inside the application."""

    job_class = TableJob
    queue_class = TableQueue

    def __init__(self, app: Flask, queues: list[str]) -> None:
        self.app = app
        with app.app_context():
            super().__init__(queues, connection=redis_connection(), serializer=JSONSerializer)
        # An orphan would hold its locks until it ends, and nobody would be there to note its end.
        self._die_with_worker = die_with_parent(signal.SIGKILL)

    def main_work_horse(self, job: QueuedJob, queue: Queue) -> None:
        """Run the job inside the application context, on connections of the child's own."""
        self._die_with_worker()
        with self.app.app_context():
            db.engine.dispose(close=False)
            super().main_work_horse(job, queue)
