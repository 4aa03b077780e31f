"""The migrated, empty database of a session, made once per engine and copied for each test module."""

import shutil
from pathlib import Path

from app.cli import migrate
from app.extensions import db
from app.factory import create_app
from config import Testing


def migrated(url: str, folder: Path) -> str:
    """Bring the database at `url` to the newest schema; returns `url`."""
    app = create_app(Testing({"DATABASE_URL": url, "DATA_DIR": str(folder)}))
    migrate.run(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return url


def copy_of_sqlite(template: str, target: Path) -> str:
    """Return the address of a copy of the SQLite file, which nobody is writing to; `target` is made anew."""
    for each in (target, *target.parent.glob(f"{target.name}-*")):
        each.unlink(missing_ok=True)
    shutil.copyfile(template.removeprefix("sqlite:///"), target)
    return f"sqlite:///{target}"
