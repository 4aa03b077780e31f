"""`migrate`: the newest schema, then what the application keeps beside it (permission rows, triggers)."""

from flask import Flask
from flask_migrate import upgrade

from app.extensions import db, writing
from app.factory import after_migrate, create_app
from seed import reference


def main(_arguments: list[str]) -> int:
    """Migrate the database that DATABASE_URL names."""
    run(create_app())
    return 0


def run(app: Flask) -> None:
    """Upgrade to the head revision and synchronise; safe to repeat."""
    with app.app_context(), writing():
        upgrade()
        after_migrate(app)
        reference.load(db.session())
        db.session.commit()
