"""`migration`: a new Alembic revision that brings the database from its head to the models."""

import sys
import tempfile

from flask_migrate import revision, upgrade

from app.cli.check_migrations import on_a_new_database
from app.cli.migrate import newest_revision, use_migrations
from config import ROOT


def main(arguments: list[str]) -> int:
    """Write the next numbered revision, named by the arguments."""
    name = " ".join(arguments).strip()
    if not name:
        print('Name the change: make migration NAME="add survey"', file=sys.stderr)
        return 2
    newest = newest_revision(ROOT / "migrations" / "versions")
    with tempfile.TemporaryDirectory() as folder, use_migrations(on_a_new_database(folder)).app_context():
        upgrade()
        revision(message=name, autogenerate=True, rev_id=f"{int(newest) + 1:04d}")
    return 0
