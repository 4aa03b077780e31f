"""However many schedulers run, a minute's jobs are recorded and sent once, and a pause is made up for once."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import JobRequest, JobState, db, queue
from app.extensions.queue import allow_jobs
from app.jobs.registry import JOBS
from app.jobs.schedule import SCHEDULES, Schedule, due, missed
from app.jobs.scheduler import catch_up, forget_done, tick

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
TABLE = (Schedule("nightly", "0 12 * * *", "work"), Schedule("minutely", "* * * * *", "work"))


class TestSchedules:
    def test_each_names_a_known_job_once(self) -> None:
        assert {schedule.job for schedule in SCHEDULES} <= set(JOBS)
        assert len({schedule.slug for schedule in SCHEDULES}) == len(SCHEDULES)

    def test_due_reads_the_minute_in_its_own_zone(self) -> None:
        assert [each.slug for each in due(TABLE, NOON)] == ["nightly", "minutely"]
        assert [each.slug for each in due(TABLE, NOON + timedelta(minutes=1))] == ["minutely"]

    def test_the_key_names_the_minute_in_utc(self) -> None:
        assert TABLE[0].request_key(NOON) == "sched-nightly-202611220500"

    def test_missed_is_the_latest_minute_passed_over(self) -> None:
        assert missed(TABLE[0], since=NOON - timedelta(hours=1), until=NOON + timedelta(hours=3)) == NOON
        assert missed(TABLE[0], since=NOON, until=NOON + timedelta(hours=3)) is None


@pytest.mark.redis
class TestTick:
    @pytest.fixture(autouse=True)
    def inside_the_app(self, app_with_redis: Flask) -> Iterator[None]:
        """The application's context, one known job, an empty record."""
        allow_jobs(app_with_redis, frozenset({"work"}))
        with app_with_redis.app_context():
            with db.engine.begin() as connection:
                connection.execute(JobRequest.__table__.delete())
            yield
            db.session.rollback()

    def test_two_schedulers_in_one_minute_enqueue_once(self, app_with_redis: Flask) -> None:
        barrier = threading.Barrier(2)
        first: list[str] = []

        def run() -> None:
            with app_with_redis.app_context():
                barrier.wait()
                first.extend(tick(NOON, schedules=TABLE))
                db.session.remove()

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(first) == ["sched-minutely-202611220500", "sched-nightly-202611220500"]
        assert len(queue()) == 2

    def test_a_lost_redis_does_not_let_a_minute_run_twice(self) -> None:
        tick(NOON, schedules=TABLE)
        queue().empty()
        assert tick(NOON, schedules=TABLE) == []

    def test_a_pause_is_made_up_for_once(self) -> None:
        with db.engine.begin() as connection:
            earlier = {"key": "sched-nightly-x", "name": "work", "args": [], "queue": "default"}
            connection.execute(JobRequest.__table__.insert().values(**earlier, created_at=NOON - timedelta(hours=5)))
        later = NOON + timedelta(hours=2)
        assert catch_up(later, schedules=TABLE[:1]) == ["sched-nightly-202611220500"]
        assert catch_up(later, schedules=TABLE[:1]) == []

    def test_a_schedule_that_never_ran_has_nothing_to_make_up_for(self) -> None:
        assert catch_up(NOON, schedules=TABLE) == []

    def test_done_rows_are_forgotten_after_a_month(self) -> None:
        tick(NOON, schedules=TABLE)
        finished = datetime(2026, 9, 1, tzinfo=UTC)
        with db.engine.begin() as connection:
            connection.execute(
                JobRequest.__table__.update()
                .where(JobRequest.key.contains("nightly"))
                .values(state=JobState.DONE, finished_at=finished)
            )
        assert forget_done(NOON) == 1
        with db.engine.connect() as connection:
            assert connection.scalar(select(func.count()).select_from(JobRequest)) == 1
