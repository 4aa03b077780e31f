"""The database object and how its connections behave on SQLite and PostgreSQL."""

from typing import Any

from flask import Flask
from flask_appbuilder.models.sqla.base import SQLA
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url

from app.extensions.transactions import is_writing
from app.shared.metadata import Model

BUSY_TIMEOUT_MS = 15_000

db = SQLA(model_class=Model)


def init_database(app: Flask) -> None:
    """Bind the database to `app` with the engine options and connection listeners of its engine."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    on_sqlite = url.get_backend_name() == "sqlite"
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {} if on_sqlite else postgresql_options())
    db.init_app(app)
    if on_sqlite:
        with app.app_context():
            prepare_sqlite(db.engine, synchronous=app.config["SQLITE_SYNCHRONOUS"])


def postgresql_options() -> dict[str, Any]:
    """Return engine options under which a restarted server costs no failed request."""
    return {"pool_pre_ping": True, "pool_recycle": 1800, "pool_size": 8, "max_overflow": 8}


def prepare_sqlite(engine: Engine, *, synchronous: str = "FULL") -> None:
    """Make `engine` durable, concurrent and strict: WAL, foreign keys, and explicit BEGIN by kind of transaction."""

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        # The driver must not open transactions of its own: its deferred BEGIN fails at the first write under load.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA synchronous = {synchronous}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing() else "BEGIN")
