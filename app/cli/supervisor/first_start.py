"""What a start does before it serves: migrate when anything changed, load the demo lender once."""

import hashlib
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from app.cli.supervisor.preconditions import CannotStartError
from config import ROOT

MIGRATED, SEEDED = ".migrated", ".seeded"


def migrate(folder: Path, environ: Mapping[str, str], *, embedded: bool) -> float:
    """Bring the database up to date and return the seconds it took.

    The embedded database is known to be up to date when neither the code nor the file has changed hands since the last
    time, which saves every later start an import of the application; a server's may have been changed by anyone.
    """
    wanted = _digest_of_code()
    stamp = folder / MIGRATED
    if embedded and stamp.is_file() and stamp.read_text() == wanted and (folder / "lendboard.sqlite3").exists():
        return 0.0
    return _timed(lambda: run(["migrate"], environ, "The database could not be migrated."), stamp, wanted)


def seed(folder: Path, environ: Mapping[str, str]) -> float:
    """Load the demo lender unless this folder has one, and return the seconds it took."""
    if (folder / SEEDED).exists():
        return 0.0
    return _timed(lambda: run(["seed"], environ, "The demo lender could not be loaded."), folder / SEEDED, "loaded")


def run(arguments: list[str], environ: Mapping[str, str], problem: str) -> None:
    """Run a subcommand to its end; raises CannotStartError with `problem` when it fails."""
    done = subprocess.run([sys.executable, "-m", "app.cli", *arguments], cwd=ROOT, env={**environ}, check=False)
    if done.returncode:
        raise CannotStartError(problem, f"Its own words are above; `python3 run.py {arguments[0]}` runs it alone.")


def _timed(step: Callable[[], None], stamp: Path, content: str) -> float:
    stamp.unlink(missing_ok=True)
    started = time.monotonic()
    step()
    stamp.write_text(content)
    return time.monotonic() - started


def _digest_of_code() -> str:
    total = hashlib.sha256()
    for folder in ("app", "dashboards", "migrations", "seed"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            total.update(file.read_bytes())
    return total.hexdigest()
