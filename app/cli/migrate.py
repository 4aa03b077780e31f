"""`migrate`: the newest schema, then what the application keeps beside it (permission rows, triggers)."""

import os
import re
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate, upgrade
from sqlalchemy import inspect, text

from app.cli.supervisor.preconditions import CannotStartError, reach_given_database
from app.extensions import db, writing
from app.factory import after_migrate, create_app
from config import ROOT
from seed import reference


def main(_arguments: list[str]) -> int:
    """Migrate the database that DATABASE_URL names."""
    reach_given_database()
    run(create_app())
    return 0


def bring_up_to_date(app: Flask) -> None:
    """Migrate the embedded database where it is behind the models.

    Raises CannotStartError for a database of DATABASE_URL that cannot be reached, or is behind: its owner says when it
    is migrated.
    """
    reach_given_database()
    newest = newest_revision(ROOT / "migrations" / "versions")
    is_embedded = "DATABASE_URL" not in os.environ and app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    if (_completed(app) if is_embedded else _revision(app)) == newest:
        return
    if not is_embedded:
        raise CannotStartError("The database of DATABASE_URL is not migrated.", "Run `python3 run.py migrate` first.")
    run(app)


def _revision(app: Flask) -> str | None:
    with app.app_context(), db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _completed(app: Flask) -> str:
    """Return the revision up to which the embedded database is complete, "0000" for none.

    Not Alembic's: that one is there a few seconds before the rights and reference rows are, and all too long after
    a process that was killed in between.
    """
    with app.app_context(), db.engine.connect() as connection:
        return f"{connection.execute(text('PRAGMA user_version')).scalar_one():04}"


def newest_revision(folder: Path) -> str:
    """Return the highest number of the folder: revisions are named 0001, 0002, …"""
    numbers = (match[1] for file in folder.glob("*.py") if (match := re.match(r"(\d{4})_", file.name)))
    return max(numbers, default="0000")


def use_migrations(app: Flask) -> Flask:
    """Bind Alembic to `app`, which no other process needs, and return it."""
    Migrate(app, db, directory="migrations", render_as_batch=True, compare_type=True)
    return app


def run(app: Flask) -> None:
    """Upgrade to the head revision and synchronise; safe to repeat."""
    with use_migrations(app).app_context(), writing():
        upgrade()
        after_migrate(app)
        reference.load(db.session())
        if db.engine.dialect.name == "sqlite":
            number = int(newest_revision(ROOT / "migrations" / "versions"))
            db.session.connection().exec_driver_sql(f"PRAGMA user_version = {number}")
        db.session.commit()
