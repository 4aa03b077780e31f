"""`migrate`: the newest schema, then what the application keeps beside it (permission rows, triggers)."""

import os
import sys

from flask import Flask
from flask_migrate import Migrate, upgrade

from app.cli.supervisor.preconditions import CannotStartError, reach_database
from app.extensions import db, writing
from app.factory import after_migrate, create_app
from config import from_environment
from seed import reference


def main(_arguments: list[str]) -> int:
    """Migrate the database that DATABASE_URL names."""
    try:
        if "DATABASE_URL" in os.environ:
            reach_database(from_environment().SQLALCHEMY_DATABASE_URI)
    except CannotStartError as error:
        print(f"lendboard: {error}", file=sys.stderr)
        return 1
    run(create_app())
    return 0


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
        db.session.commit()
