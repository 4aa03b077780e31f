"""`migration`: a new Alembic revision that brings the database from its head to the models."""

import re
import sys
import tempfile
from pathlib import Path

from flask_migrate import revision, upgrade

from app.cli.check_migrations import on_a_new_database
from app.cli.migrate import use_migrations
from config import ROOT


def main(arguments: list[str]) -> int:
    """Write the next numbered revision, named by the arguments."""
    name = " ".join(arguments).strip()
    if not name:
        print('Name the change: make migration NAME="add survey"', file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder, use_migrations(on_a_new_database(folder)).app_context():
        upgrade()
        revision(message=name, autogenerate=True, rev_id=next_number(ROOT / "migrations" / "versions"))
    return 0


def next_number(folder: Path) -> str:
    """Return the number after the highest of the folder: revisions are named 0001, 0002, …"""
    numbers = [int(match[1]) for file in folder.glob("*.py") if (match := re.match(r"(\d{4})_", file.name))]
    return f"{max(numbers, default=0) + 1:04d}"
