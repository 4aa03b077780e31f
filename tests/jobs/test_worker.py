"""A real forking worker runs what the table names, once, whatever is killed, and nothing else."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from rq import Queue, SimpleWorker
from rq.job import Job as QueuedJob
from rq.serializers import JSONSerializer
from sqlalchemy import select, text

from app.extensions import JobRequest, JobState, db, enqueue_after_commit, queue, reading, redis_connection
from app.extensions.queue import DEFAULT_QUEUE, allow_jobs, send
from app.jobs.sweep import resend_lost_jobs
from tests.services.jobs_of_tests import JOBS
from tests.services.processes import Worker, eventually, worker_process

pytestmark = pytest.mark.redis


@pytest.fixture(autouse=True)
def inside_the_app(app_with_redis: Flask) -> Iterator[None]:
    """The application's context with a table in which jobs leave their effects."""
    allow_jobs(app_with_redis, frozenset(JOBS))
    with app_with_redis.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("DROP TABLE IF EXISTS effect"))
            connection.execute(text("CREATE TABLE effect (name VARCHAR(50) NOT NULL)"))
            connection.execute(JobRequest.__table__.delete())
        yield
        db.session.rollback()


def ask(name: str, *args: object, on: str = DEFAULT_QUEUE) -> int:
    """Record and send a job; returns the id of its row."""
    request_id = enqueue_after_commit(name, *args, on=on)
    db.session.commit()
    assert request_id is not None
    return request_id


def row(request_id: int) -> JobRequest:
    """Return the job's row as it is now."""
    with reading(), db.engine.connect() as connection:
        return connection.execute(select(JobRequest.__table__).where(JobRequest.id == request_id)).one()  # type: ignore[return-value]


def effects() -> int:
    """Return how many effects the jobs left."""
    with reading(), db.engine.connect() as connection:
        return connection.scalar(text("SELECT count(*) FROM effect")) or 0


def until(request_id: int, state: JobState, worker: Worker) -> None:
    """Wait for the job to reach `state`."""
    eventually(lambda: row(request_id).state == state, what=f"job never {state}", log=worker.log)


class TestWorker:
    def test_runs_a_job_and_marks_it_done(self, rq_worker: Worker) -> None:
        request_id = ask("count_once", "a")
        until(request_id, JobState.DONE, rq_worker)
        assert (effects(), row(request_id).attempts) == (1, 1)

    def test_a_second_delivery_of_a_done_job_has_no_effect(self, rq_worker: Worker) -> None:
        request_id = ask("count_once", "a")
        until(request_id, JobState.DONE, rq_worker)
        assert send(request_id, attempt=7)
        until(ask("count_once", "b"), JobState.DONE, rq_worker)
        assert (effects(), row(request_id).attempts) == (2, 1)

    def test_a_child_killed_before_the_commit_leaves_nothing_and_runs_again(
        self, rq_worker: Worker, tmp_path: Path
    ) -> None:
        request_id = ask("count_then_die", "a", str(tmp_path / "died"))
        eventually(lambda: (tmp_path / "died").exists(), what="never ran", log=rq_worker.log)
        eventually(lambda: queue().failed_job_registry.count == 1, what="not seen as failed", log=rq_worker.log)
        assert (effects(), row(request_id).state) == (0, JobState.RUNNING)
        assert resend_lost_jobs(lost_after=timedelta(0)) == 1
        until(request_id, JobState.DONE, rq_worker)
        assert (effects(), row(request_id).attempts) == (1, 2)

    def test_a_killed_worker_costs_nothing_once_another_runs(
        self, environment: dict[str, str], redis_url: str, tmp_path: Path
    ) -> None:
        environ = {**environment, "REDIS_URL": redis_url}
        slow = ask("count_then_sleep", "slow", 60, on="own")
        with worker_process(environ, tmp_path / "first.log", "own") as first:
            until(slow, JobState.RUNNING, first)
            os.kill(first.process.pid, signal.SIGKILL)
        quick = [ask("count_once", str(number), on="own") for number in range(5)]
        with worker_process(environ, tmp_path / "second.log", "own") as second:
            for request_id in quick:
                until(request_id, JobState.DONE, second)
        assert effects() == 5

    def test_a_failing_job_is_tried_again_then_given_up(self, rq_worker: Worker) -> None:
        request_id = ask("fail")
        until(request_id, JobState.FAILED, rq_worker)
        assert resend_lost_jobs(unsent_after=timedelta(0)) == 1
        until(request_id, JobState.GIVEN_UP, rq_worker)
        assert (row(request_id).attempts, row(request_id).error) == (2, "ArithmeticError")
        assert resend_lost_jobs(unsent_after=timedelta(0)) == 0


class TestLostRedis:
    def test_a_flushed_redis_loses_no_job(self, rq_worker: Worker) -> None:
        os.kill(rq_worker.process.pid, signal.SIGSTOP)
        request_ids = [ask("count_once", str(number)) for number in range(3)]
        redis_connection().flushdb()
        os.kill(rq_worker.process.pid, signal.SIGCONT)
        resend_lost_jobs(unsent_after=timedelta(0))
        for request_id in request_ids:
            until(request_id, JobState.DONE, rq_worker)
        assert effects() == 3

    def test_a_job_that_still_waits_is_not_sent_twice(self) -> None:
        ask("count_once", "a", on="unattended")
        assert resend_lost_jobs(unsent_after=timedelta(0)) == 0
        assert len(queue("unattended")) == 1


class TestForeignMessages:
    def test_a_function_path_is_refused_by_our_worker(self, rq_worker: Worker, tmp_path: Path) -> None:
        job = queue().enqueue("os.system", f"touch {tmp_path / 'ran'}")
        eventually(lambda: job.get_status() == "failed", what="not refused", log=rq_worker.log)
        assert not (tmp_path / "ran").exists()

    def test_a_name_outside_the_table_is_refused(self, rq_worker: Worker) -> None:
        request_id = ask("count_once", "a")
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE job_request SET name = 'os.system', state = 'failed'"))
        send(request_id, attempt=9)
        until(request_id, JobState.GIVEN_UP, rq_worker)
        assert row(request_id).error == "UnknownJobError"

    def test_a_pickle_is_never_opened(self, rq_worker: Worker, tmp_path: Path) -> None:
        pickled = Queue(connection=redis_connection()).enqueue("os.system", f"touch {tmp_path / 'ran'}")
        until(ask("count_once", "after it"), JobState.DONE, rq_worker)
        assert not (tmp_path / "ran").exists()
        assert QueuedJob.exists(pickled.id, redis_connection())

    def test_stock_rq_runs_such_a_path_even_with_json(self, tmp_path: Path) -> None:
        queue("stock").enqueue("os.system", f"touch {tmp_path / 'ran'}")
        handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
        SimpleWorker(["stock"], connection=redis_connection(), serializer=JSONSerializer).work(burst=True)
        for number, handler in handlers.items():  # the worker has put its own into this process
            signal.signal(number, handler)
        assert (tmp_path / "ran").exists()
