"""A command that needs a database finds a migrated one: its own it migrates itself, another's it leaves alone."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.migrate import newest_revision
from config import ROOT
from tests.services import template

VERSIONS = ROOT / "migrations" / "versions"
pytestmark = pytest.mark.services


def run_command(folder: Path, name: str = "eod", **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run a subcommand on a new data folder."""
    environ = {"PATH": "", "DATA_DIR": str(folder), **environ}
    command = [sys.executable, "-m", "app.cli", name]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=180, check=False)


def test_the_embedded_one_is_migrated(tmp_path: Path) -> None:
    done = run_command(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "nothing up to" in done.stdout


def test_one_whose_migration_was_killed_is_completed(tmp_path: Path, sqlite_template: str) -> None:
    """Its schema was committed, what stands in it was not."""
    folder = tmp_path / "data"
    folder.mkdir()
    file = folder / "lendboard.sqlite3"
    template.copy_of_sqlite(sqlite_template, file)
    with sqlite3.connect(file) as connection:
        assert f"{connection.execute('PRAGMA user_version').fetchone()[0]:04}" == newest_revision(VERSIONS)
        connection.executescript("DELETE FROM account; PRAGMA user_version = 0")
    assert run_command(folder).returncode == 0
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM account").fetchone()[0] > 0


def test_one_that_was_given_is_left_to_its_owner(tmp_path: Path) -> None:
    done = run_command(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path / 'theirs.sqlite3'}")
    assert done.returncode == 1
    assert "Run `python3 run.py migrate` first" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["eod", "web", "worker", "scheduler"])
def test_one_that_does_not_answer_is_told_in_words(tmp_path: Path, name: str) -> None:
    done = run_command(tmp_path, name, DATABASE_URL="postgresql://nobody@127.0.0.1:1/x")
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr


def test_revisions_are_counted_by_their_numbers(tmp_path: Path) -> None:
    assert newest_revision(tmp_path) == "0000"
    for name in ("0002_b.py", "0011_c.py", "notes.py"):
        (tmp_path / name).touch()
    assert newest_revision(tmp_path) == "0011"
