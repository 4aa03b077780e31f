"""Fixtures that every test may ask for: databases of both engines, the application, Valkey, a worker, a browser."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.extensions import db, writing
from tests.services import chromium, closed, postgres, template, valkey
from tests.services.application import application
from tests.services.processes import Worker, answers, eventually, free_port, started, worker_process

ENGINES = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgres)]

# Settings of the machine must not reach the tests; those that choose a service begin with TEST_.
for name in ("DATABASE_URL", "REDIS_URL", "LENDBOARD_ENV", "SECRET_KEY", "MASTER_KEY", "TRUSTED_HOSTS", "DATA_DIR"):
    os.environ.pop(name, None)

# What takes longest is begun first, or one worker would end long after the others.
LONGEST = (
    "tests/journeys/",
    "tests/cli/",
    "tests/servicing/",
    "tests/lowcode/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is more than a unit test, and order the files by how long they take."""
    for item in items:
        closed.mark(item)
    items.sort(
        key=lambda item: next((n for n, name in enumerate(LONGEST) if item.nodeid.startswith(name)), len(LONGEST))
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Keep unit tests to themselves."""
    with closed.unless_marked(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Keep their fixtures to themselves too."""
    with closed.unless_marked(item):
        return (yield)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A PostgreSQL server for the session."""
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a migrated SQLite file that nobody writes to."""
    folder = tmp_path_factory.mktemp("sqlite_template")
    return template.migrated(f"sqlite:///{folder / 'template.sqlite3'}", folder)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a migrated PostgreSQL database that nobody is connected to."""
    return template.migrated(postgres_server.create(), tmp_path_factory.mktemp("postgres_template"))


@pytest.fixture(scope="module", params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each of the two database engines; a test that depends on it, even indirectly, runs on both."""
    return request.param


@pytest.fixture(scope="module")
def engine_url(
    engine_name: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of an empty database, for the module."""
    if engine_name == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('empty') / 'empty.sqlite3'}"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    url = server.create()
    yield url
    server.drop(url)


@pytest.fixture(scope="module")
def database(
    engine_name: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a migrated database, for the module: always the same one, where the application expects it."""
    if engine_name == "sqlite":
        target = tmp_path_factory.getbasetemp() / "database.sqlite3"
        yield template.copy_of_sqlite(request.getfixturevalue("sqlite_template"), target)
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    url = server.create("module", template=request.getfixturevalue("postgres_template"))
    yield url
    server.drop(url)


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[str]:
    """The address of a Valkey server for the session."""
    with valkey.running() as url:
        yield url


@pytest.fixture
def redis_url(valkey_server: str) -> str:
    """The address of an empty Valkey database; mark the test `redis`."""
    valkey.empty(valkey_server)
    return valkey_server


@pytest.fixture(scope="module")
def environment(database: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The variables under which the application and its processes see the module's database."""
    return {
        "LENDBOARD_ENV": "testing",
        "DATABASE_URL": database,
        "DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "SECRET_KEY": "a secret of the tests, the same in each process",
        "MASTER_KEY": "a master key of the tests, the same in each process",
    }


@pytest.fixture(scope="module")
def app(environment: dict[str, str]) -> Iterator[Flask]:
    """The application on the module's database, without Redis: rate limits count in memory."""
    with application(environment) as made:
        yield made


@pytest.fixture
def app_with_redis(environment: dict[str, str], redis_url: str) -> Iterator[Flask]:
    """The application on the module's database and a real, empty Valkey; mark the test `redis`."""
    with application({**environment, "REDIS_URL": redis_url}) as made:
        yield made


@pytest.fixture(scope="module")
def rq_worker(
    environment: dict[str, str], valkey_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Worker]:
    """A forking worker process on the module's database and Valkey; mark the test `redis`."""
    log = tmp_path_factory.mktemp("worker") / "worker.log"
    with worker_process({**environment, "REDIS_URL": valkey_server}, log) as worker:
        yield worker


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How pytest-playwright starts the browser: the first Chromium of the chain; mark the test `browser`."""
    return chromium.find().launch_arguments()


@pytest.fixture(scope="session")
def live_environment(
    sqlite_template: str, valkey_server: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The variables of the live server: a migrated SQLite database and a Valkey of the session."""
    folder = tmp_path_factory.mktemp("live")
    return {
        "LENDBOARD_ENV": "testing",
        "DATABASE_URL": template.copy_of_sqlite(sqlite_template, folder / "live.sqlite3"),
        "DATA_DIR": str(folder),
        "REDIS_URL": valkey_server,
        "SECRET_KEY": "a secret of the tests, the same in each process",
        "MASTER_KEY": "a master key of the tests, the same in each process",
    }


@pytest.fixture(scope="session")
def live_app(live_environment: dict[str, str]) -> Iterator[Flask]:
    """The application on the live server's database: what a test arranges with it, the browser sees."""
    with application(live_environment) as made:
        yield made


@pytest.fixture(scope="session")
def live_server(live_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real web server (gunicorn, two processes) for the session."""
    port = free_port()
    log = tmp_path_factory.mktemp("web") / "web.log"
    with started(["-m", "app.cli", "web", f"--port={port}"], live_environment, log):
        eventually(lambda: answers(f"http://localhost:{port}/health"), what="the web server never answered", log=log)
        yield f"http://localhost:{port}"


@pytest.fixture(scope="session")
def base_url(live_server: str) -> str:
    """Where pytest-playwright's `page.goto("/…")` begins."""
    return live_server


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The application's governed session with nobody bound to it; what the test writes is rolled back."""
    with app.app_context(), writing():
        yield db.session()
        db.session.rollback()
        db.session.remove()
