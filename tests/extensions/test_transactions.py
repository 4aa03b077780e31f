"""SQLite begins writing transactions at once and reading ones lazily, chosen by request, job or statement."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, event, text

from app.cli import eod, main
from app.extensions import database, db, reading, writing
from app.extensions.database import prepare_sqlite
from app.extensions.transactions import is_writing
from config import Production

pytestmark = pytest.mark.services
WRITERS = 8
WRITES = 25
LOGIN = {"username": "a", "password": "b", "provider": "db"}


@pytest.fixture(scope="module")
def engine_name() -> str:
    """SQLite alone."""
    return "sqlite"


def begun_by(app: Flask, **request: str) -> list[str]:
    """Return the BEGIN statements that one query sends inside a request (or outside any, without arguments)."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    with app.test_request_context(**request) if request else app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        db.session.connection().execute(text("SELECT 1"))
        db.session.rollback()
        event.remove(db.engine, "before_cursor_execute", note)
    return [statement for statement in seen if statement.startswith("BEGIN")]


class TestModeOfBegin:
    def test_a_page_view_reads(self, app: Flask) -> None:
        assert begun_by(app, path="/", method="GET") == ["BEGIN"]

    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
    def test_a_changing_request_takes_the_write_lock_at_once(self, app: Flask, method: str) -> None:
        assert begun_by(app, path="/customer/add", method=method) == ["BEGIN IMMEDIATE"]

    def test_a_dash_callback_reads_although_it_posts(self, app: Flask) -> None:
        assert begun_by(app, path="/dash/aging/_dash-update-component", method="POST") == ["BEGIN"]

    def test_a_job_or_command_writes(self, app: Flask) -> None:
        assert begun_by(app) == ["BEGIN IMMEDIATE"]

    def test_a_statement_of_intent_wins_and_ends_with_its_block(self, app: Flask) -> None:
        with app.test_request_context("/", method="GET"):
            with writing():
                assert is_writing()
                with reading():
                    assert not is_writing()
                assert is_writing()
            assert not is_writing()


class TestConnection:
    def test_is_durable_and_strict(self, tmp_path: Path) -> None:
        engine = create_engine(f"sqlite:///{tmp_path / 'pragmas.sqlite3'}")
        prepare_sqlite(engine, synchronous=Production.SQLITE_SYNCHRONOUS)
        with engine.connect() as connection:
            found = {name: connection.scalar(text(f"PRAGMA {name}")) for name in
                     ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")}  # fmt: skip
        assert found == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 15_000}


class TestParallelWriters:
    def test_none_fails(self, tmp_path: Path) -> None:
        engine = create_engine(f"sqlite:///{tmp_path / 'ours.sqlite3'}")
        prepare_sqlite(engine)
        assert failures_of_read_then_write(engine) == 0
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT n FROM counter")) == WRITERS * WRITES

    def test_the_stock_deferred_begin_fails_although_it_may_wait(self, tmp_path: Path) -> None:
        engine = create_engine(f"sqlite:///{tmp_path / 'stock.sqlite3'}", connect_args={"timeout": 15})
        with engine.connect() as connection:
            connection.execute(text("PRAGMA journal_mode = WAL"))
        begin_as_the_driver_documents(engine)
        assert failures_of_read_then_write(engine) > 0


def begin_as_the_driver_documents(engine: Engine) -> None:
    """Set up plain BEGIN transactions, which is what SQLAlchemy's page on SQLite recommends."""

    @event.listens_for(engine, "connect")
    def no_implicit_begin(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def plain(connection: object) -> None:
        connection.exec_driver_sql("BEGIN")  # type: ignore[attr-defined]

    engine.dispose()


def failures_of_read_then_write(engine: Engine) -> int:
    """Let threads read a number and write it back plus one; return how many of these transactions failed."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (n INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    failures = []

    def write() -> None:
        for _ in range(WRITES):
            try:
                with engine.begin() as connection:
                    n = connection.scalar(text("SELECT n FROM counter"))
                    connection.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()
    return len(failures)


class TestLongWriter:
    """Whoever waits for a writer that does not end, such as an import of a whole book, is told so in words."""

    @pytest.fixture
    def impatient(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
        """The application, waiting 20 ms for a writer who holds its database."""
        monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)
        with app.app_context():
            db.engine.dispose()
            path = db.engine.url.database
        writer = sqlite3.connect(str(path), isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        yield app
        writer.close()
        monkeypatch.undo()
        with app.app_context():
            db.engine.dispose()

    def test_a_request_may_be_sent_again(self, impatient: Flask) -> None:
        sent = impatient.test_client().post("/api/v1/security/login", json=LOGIN)
        assert sent.status_code == 503
        assert sent.json is not None
        assert "wait a minute" in sent.json["message"]

    def test_a_command_may_be_run_again(
        self, impatient: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(eod, "create_app", lambda **_: impatient)
        monkeypatch.setattr(eod, "bring_up_to_date", lambda _: None)
        assert main(["eod"]) == 1
        assert "run this again" in capsys.readouterr().err
