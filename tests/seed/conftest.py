"""The demo lender, loaded once for all tests that read it; each module gets a copy of its own."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.extensions import db, writing
from app.factory import create_app
from config import Testing
from seed import load
from tests.services import template

OPTIONS = load.Options(size=0.05, seed=7, as_of=date(2026, 11, 20))
SECRETS = {"SECRET_KEY": "a secret of the demo's tests", "MASTER_KEY": "a master key of the demo's tests"}


def application(address: str, folder: Path) -> Flask:
    """Return the application on a database."""
    return create_app(
        Testing({"LENDBOARD_ENV": "testing", "DATABASE_URL": address, "DATA_DIR": str(folder), **SECRETS})
    )


def loaded(address: str, folder: Path, options: load.Options) -> str:
    """Load the demo lender into a migrated database and return its address."""
    app = application(address, folder)
    with app.app_context(), writing():
        load.load(db.session(), options)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return address


@pytest.fixture(scope="session")
def demo(sqlite_template: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database with the demo lender that nobody writes to: the rows are the same on both engines."""
    folder = tmp_path_factory.mktemp("demo")
    return loaded(template.copy_of_sqlite(sqlite_template, folder / "demo.sqlite3"), folder, OPTIONS)


@pytest.fixture(scope="module")
def lender(demo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A session on the module's copy of the demo lender."""
    folder = tmp_path_factory.mktemp("lender")
    app = application(template.copy_of_sqlite(demo, folder / "lender.sqlite3"), folder)
    with app.app_context(), writing():
        yield db.session()
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()
