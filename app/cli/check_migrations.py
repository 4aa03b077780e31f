"""Whether the migrations build exactly what the models declare, tried on an empty SQLite database."""

import sys
import tempfile
from pathlib import Path

from flask_migrate import check, upgrade

from app.cli.migrate import use_migrations
from app.factory import create_app
from config import ROOT, Testing


def main() -> int:
    """Migrate an empty database and compare; a project without a migration yet has nothing to compare."""
    if not any((ROOT / "migrations" / "versions").glob("*.py")):
        print("no migration yet")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'check.sqlite3')}"
        app = create_app(Testing({"DATABASE_URL": url, "DATA_DIR": folder}))
        with use_migrations(app).app_context():
            upgrade()
            check()
    return 0


if __name__ == "__main__":
    sys.exit(main())
