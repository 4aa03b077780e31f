"""Whether the migrations build exactly what the models declare, tried on an empty SQLite database."""

import sys
import tempfile
from pathlib import Path

from flask import Flask
from flask_migrate import check, upgrade

from app.cli.migrate import use_migrations
from app.factory import create_app
from config import ROOT, Testing


def main() -> int:
    """Migrate an empty database and compare; a project without a migration yet has nothing to compare."""
    if not any((ROOT / "migrations" / "versions").glob("*.py")):
        print("no migration yet")
        return 0
    with tempfile.TemporaryDirectory() as folder, use_migrations(on_a_new_database(folder)).app_context():
        upgrade()
        check()
    return 0


def on_a_new_database(folder: str) -> Flask:
    """Return the application on an empty SQLite database in a folder that is thrown away."""
    url = f"sqlite:///{Path(folder, 'new.sqlite3')}"
    return create_app(Testing({"DATABASE_URL": url, "DATA_DIR": folder}))


if __name__ == "__main__":
    sys.exit(main())
