"""The order of set-up: one at a time, packages and front-end files side by side, then on in the project's Python."""

import fcntl
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bootstrap import catalogues, environment, vendor
from bootstrap.messages import fail

ROOT = Path(__file__).resolve().parent.parent
TEST_COMMANDS = frozenset({"test", "check", "bench"})
LIGHT_COMMANDS = frozenset({"quote", "help", "-h", "--help"})
_INSTALLED_IN = "LENDBOARD_INSTALL_SECONDS"


def prepare(argv: list[str]) -> dict[str, float]:
    """Prepare what the subcommand needs and return the seconds it took; may replace this process to get there."""
    # The environment is ours to cache in; without its byte code every start would compile all packages again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    command = argv[1] if len(argv) > 1 else "serve"
    level = environment.Level.TEST if command in TEST_COMMANDS else environment.Level.RUN
    if not environment.is_inside(ROOT):
        started = time.monotonic()
        python = _prepare_files(level, with_pages=command not in LIGHT_COMMANDS)
        os.environ[_INSTALLED_IN] = f"{time.monotonic() - started:.2f}"
        os.execv(python, [str(python), *argv])
    if not environment.is_ready(ROOT, level):
        # Started by the project's own Python, which cannot replace the packages it runs on.
        _prepare_files(level, with_pages=True)
        os.execv(sys.executable, [sys.executable, *argv])
    return {"install": float(os.environ.pop(_INSTALLED_IN, "0"))}


def _prepare_files(level: environment.Level, *, with_pages: bool) -> Path:
    ready = environment.is_ready(ROOT, level)
    pages_ready = not with_pages or (vendor.is_ready(ROOT) and catalogues.is_ready(ROOT))
    if ready and pages_ready:
        return environment.python_of(ROOT)
    if not os.access(ROOT, os.W_OK):
        fail(
            f"The folder {ROOT} is not writable for this user, and set-up is not complete.",
            "Run it as the user who owns the folder, or copy the project to a folder of your own.",
        )
    with (ROOT / "requirements.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second start waits for the first one's set-up instead of racing it
        with ThreadPoolExecutor() as pool:
            early = pool.submit(vendor.ensure, ROOT, None) if with_pages and vendor.machine_npm() else None
            python = environment.ensure(ROOT, level)
            if with_pages:
                vendor.ensure(ROOT, python) if early is None else early.result()
                catalogues.ensure(ROOT, python)
    return python
