"""Jobs are recorded with the transaction that asks for them and sent when it commits, or not at all."""

from collections.abc import Iterator

import pytest
from flask import Flask
from rq.serializers import JSONSerializer
from sqlalchemy import func, select

from app.extensions import JobRequest, db, enqueue_after_commit, queue
from app.extensions.queue import DISPATCHER, UnknownJobError, allow_jobs

pytestmark = pytest.mark.redis


@pytest.fixture(autouse=True)
def inside_the_app(app_with_redis: Flask) -> Iterator[None]:
    """The application's context, with one known job and an empty record."""
    allow_jobs(app_with_redis, frozenset({"greet"}))
    with app_with_redis.app_context():
        db.session.connection().execute(JobRequest.__table__.delete())
        db.session.commit()
        yield
        db.session.rollback()


def recorded() -> int:
    """Return how many jobs the database knows."""
    return db.session.connection().scalar(select(func.count()).select_from(JobRequest)) or 0


class TestEnqueueAfterCommit:
    def test_sends_nothing_before_the_commit(self) -> None:
        enqueue_after_commit("greet", 1)
        assert len(queue()) == 0
        db.session.commit()
        assert len(queue()) == 1
        assert recorded() == 1

    def test_a_rollback_drops_record_and_message(self) -> None:
        enqueue_after_commit("greet", 1)
        db.session.rollback()
        db.session.commit()
        assert (len(queue()), recorded()) == (0, 0)

    def test_a_rolled_back_savepoint_drops_its_jobs_only(self) -> None:
        enqueue_after_commit("greet", 1, key="outer")
        savepoint = db.session.begin_nested()
        enqueue_after_commit("greet", 2, key="inner")
        savepoint.rollback()
        with db.session.begin_nested():
            enqueue_after_commit("greet", 3, key="kept")
        assert len(queue()) == 0
        db.session.commit()
        keys = set(db.session.connection().scalars(select(JobRequest.key)))
        assert (len(queue()), keys) == (2, {"outer", "kept"})

    def test_a_rollback_drops_jobs_of_a_released_savepoint(self) -> None:
        with db.session.begin_nested():
            enqueue_after_commit("greet", 1)
        db.session.rollback()
        db.session.commit()
        assert (len(queue()), recorded()) == (0, 0)

    def test_asking_twice_with_one_key_asks_once(self) -> None:
        assert enqueue_after_commit("greet", 1, key="k") is not None
        db.session.commit()
        assert enqueue_after_commit("greet", 1, key="k") is None
        db.session.commit()
        assert (len(queue()), recorded()) == (1, 1)

    def test_an_unknown_name_is_refused(self) -> None:
        with pytest.raises(UnknownJobError):
            enqueue_after_commit("os.system", "true")

    @pytest.mark.parametrize("argument", [object(), (1, 2), {1: 2}])
    def test_arguments_that_json_would_change_are_refused(self, argument: object) -> None:
        with pytest.raises(TypeError):
            enqueue_after_commit("greet", argument)


class TestMessage:
    def test_is_json_and_carries_the_row_id_only(self) -> None:
        request_id = enqueue_after_commit("greet", "a name that must stay in the database")
        db.session.commit()
        (job,) = queue().jobs
        assert job.serializer is JSONSerializer
        assert JSONSerializer.loads(job.data) == [DISPATCHER, None, [request_id], {}]
