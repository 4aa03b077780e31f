"""A web request that PostgreSQL gives up to end a deadlock is run again, and its money is posted once."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, text

from app.extensions import db
from tests.servicing.money_desk import Desk, counts, draft, numbers, open_desk, prove_books, received, send

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def engine_name() -> str:
    """PostgreSQL alone: SQLite has one writer, and no deadlock."""
    return "postgresql"


@pytest.fixture
def desk(app: Flask) -> Desk:
    """A branch of its own."""
    return open_desk(app, loans=1)


@pytest.fixture
def states(app: Flask) -> Iterator[list[str]]:
    """The states with which the database refused statements of the application."""
    seen: list[str] = []

    def note(context: Any) -> None:
        seen.append(getattr(context.original_exception, "sqlstate", ""))

    with app.app_context():
        event.listen(db.engine, "handle_error", note)
    yield seen
    with app.app_context():
        event.remove(db.engine, "handle_error", note)


def deadlocked(app: Flask, database: str, desk: Desk, receipt: int, rounds: int) -> Any:
    """Let the request hold the contract and wait for the counter that we hold, then ask for the contract."""
    rival = create_engine(database)
    counter = text("SELECT 1 FROM counter WHERE series LIKE :series FOR UPDATE")
    contract = text("SELECT 1 FROM contract WHERE id = :id FOR UPDATE")
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()")
    with ThreadPoolExecutor(1) as pool, rival.connect() as connection:
        connection.execute(text("SET deadlock_timeout = '60s'"))  # so that the request is the one given up
        connection.commit()
        connection.execute(counter, {"series": f"receipt/{desk.branch_id}/%"})
        sent = pool.submit(send, app, desk.user_id, receipt, "posted-in-a-deadlock")
        for _ in range(rounds):
            deadline = time.monotonic() + 30
            while not connection.scalar(waiting) and time.monotonic() < deadline:
                time.sleep(0.01)
            connection.execute(contract, {"id": desk.loans[0]})  # granted once the request has been rolled back
            connection.rollback()
            connection.execute(counter, {"series": f"receipt/{desk.branch_id}/%"})
        connection.rollback()
        answer = sent.result(timeout=60)
    rival.dispose()
    return answer


def test_the_request_is_run_again_and_posts_once(
    app: Flask, desk: Desk, environment: dict[str, str], states: list[str]
) -> None:
    first, second = draft(app, desk.loans[0], 1_000_000, 2_000_000)
    assert send(app, desk.user_id, first, "the-first-number").status_code == 200
    answer = deadlocked(app, environment["DATABASE_URL"], desk, second, rounds=1)
    assert "40P01" in states
    assert answer.status_code == 200, answer.text
    written = counts(app)
    again = send(app, desk.user_id, second, "posted-in-a-deadlock")
    assert (again.status_code, again.json) == (200, answer.json)
    assert counts(app) == written
    assert (numbers(app, desk), received(app, desk.loans[0])) == ([1, 2], 3_000_000)
    prove_books(app)
