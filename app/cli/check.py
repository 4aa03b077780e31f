"""`check`: what every commit must pass in a minute; with --deploy, whether production settings are safe."""

import os
import subprocess
import sys
from pathlib import Path

from config import ROOT, by_name, from_environment, unsafe_settings

BIN = Path(sys.executable).parent
STEPS: tuple[tuple[str, list[str]], ...] = (
    ("lint", ["ruff", "check", "."]),
    ("format", ["ruff", "format", "--check", "."]),
    ("types", ["mypy"]),
    ("import rules", ["lint-imports"]),
    ("migrations", ["python", "-m", "app.cli.check_migrations"]),
    ("unit tests", ["pytest", "-q", "-m", "not services"]),
)


def main(arguments: list[str]) -> int:
    """Run every step and name those that failed; `--deploy` checks the settings of the environment instead."""
    if arguments == ["--deploy"]:
        return deploy()
    if arguments:
        print("run.py check takes --deploy or nothing", file=sys.stderr)
        return 2
    failed = [name for name, command in STEPS if not passes(name, command)]
    print("check: " + (f"failed: {', '.join(failed)}" if failed else "all passed"))
    return 1 if failed else 0


def passes(name: str, command: list[str]) -> bool:
    """Run one tool of the environment and return whether it passed."""
    print(f"check: {name}", flush=True)
    tool = [str(BIN / command[0]), *command[1:]]
    return subprocess.run(tool, cwd=ROOT, check=False).returncode == 0


def deploy() -> int:
    """Print what is unsafe in the settings as production would read them; 0 when nothing is."""
    settings = from_environment({**os.environ, "LENDBOARD_ENV": "production"})
    problems = unsafe_settings(by_name(settings))
    for problem in problems:
        print(f"unsafe: {problem}", file=sys.stderr)
    if settings.TRUSTED_PROXIES == 0:
        print(
            "note: TRUSTED_PROXIES is 0. Behind a proxy, sign-in attempts would all count as the proxy's: name how many"
            " stand in front."
        )
    print(f"check --deploy: {len(problems)} problem(s)" if problems else "check --deploy: safe")
    return 1 if problems else 0
