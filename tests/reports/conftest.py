"""The small lender of the report tests, on each engine."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.extensions import db
from app.reports import cache
from tests.reports.office import Office, open_office


@pytest.fixture(scope="module")
def office(app: Flask) -> Iterator[Office]:
    with app.app_context():
        yield open_office(app)
        db.session.remove()


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    cache.forget_all()
