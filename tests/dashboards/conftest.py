"""The lender that a browser visits, once a module."""

from collections.abc import Iterator

import pytest

from tests.dashboards.lender import Lender, serve_lender
from tests.services import template


@pytest.fixture(scope="module")
def lender(sqlite_template: str, valkey_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lender]:
    """A served lender with a database of its own; mark the test `browser` and `redis`."""
    folder = tmp_path_factory.mktemp("lender")
    environment = {
        "LENDBOARD_ENV": "testing",
        "DATABASE_URL": template.copy_of_sqlite(sqlite_template, folder / "lender.sqlite3"),
        "DATA_DIR": str(folder),
        "REDIS_URL": valkey_server,
        "SECRET_KEY": "a secret of the tests, the same in each process",
        "MASTER_KEY": "a master key of the tests, the same in each process",
    }
    with serve_lender(environment, folder / "web.log") as served:
        yield served
