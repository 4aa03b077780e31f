"""The subcommands of run.py: one module each, imported only when it is the one that runs."""

import gc
import importlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType

from app.cli.supervisor.preconditions import CannotStartError

DEFAULT = "serve"


@dataclass(frozen=True)
class Command:
    """Where a subcommand lives and what it does; its module has `main(arguments) -> exit status`."""

    module: str
    summary: str


COMMANDS: dict[str, Command] = {
    "serve": Command("app.cli.serve", "run web, worker, scheduler and Valkey together (the default)"),
    "web": Command("app.cli.web", "run the web server alone"),
    "worker": Command("app.cli.worker", "run one worker of background jobs"),
    "scheduler": Command("app.cli.scheduler", "run the scheduler of periodic jobs"),
    "migrate": Command("app.cli.migrate", "bring the database to the newest schema and its permissions up to date"),
    "migration": Command("app.cli.migration", "write a migration for changed models"),
    "messages": Command("app.cli.messages", "collect and compile the translation catalogues"),
    "admin": Command("app.cli.admin", "open the account of a company's first administrator"),
    "seed": Command("app.cli.seed", "load the demo lender into an empty company"),
    "eod": Command("app.cli.eod", "close every business date that is over; --date says up to which"),
    "bench": Command("app.cli.bench.command", "measure pages, dashboards and end of day on a throw-away demo lender"),
    "quote": Command("app.shared.schedule.quote_command", "print the schedule of the JSON terms on standard input"),
    "import": Command("app.cli.import_book", "load a foreign loan book into an empty company"),
    "test": Command("app.cli.test", "run the whole test suite; further arguments go to pytest"),
    "check": Command("app.cli.check", "run lint, types, import rules, unit tests; --deploy checks production settings"),
}


def main(arguments: list[str], timings: Mapping[str, float] | None = None) -> int:
    """Run the subcommand that `arguments` begins with and return its exit status.

    `timings` holds seconds already spent, by step; `serve` prints them with its own.
    """
    name, *rest = arguments or [DEFAULT]
    if name in {"help", "-h", "--help"}:
        print(usage())
        return 0
    if name not in COMMANDS:
        print(f"run.py has no subcommand {name!r}.\n\n{usage()}", file=sys.stderr)
        return 2
    os.umask(0o077)  # databases, uploads and secrets are for this user alone
    module = _imported(COMMANDS[name].module)
    try:
        if name == DEFAULT:
            status: int = module.main(rest, dict(timings or {}))
        else:
            status = module.main(rest)
    except CannotStartError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
    except Exception as error:
        if not _is_busy(error):
            raise
        print(
            f"{name}: another process is writing to the database, such as an import, and did not end in time.\n"
            "  -> Nothing was written after the last step that is shown; wait until it has ended and run this again.",
            file=sys.stderr,
        )
        return 1
    return status


def _is_busy(error: Exception) -> bool:
    """Tell whether others held the database too long; imported now, since some commands need no database."""
    from app.extensions.retry import is_transient

    return is_transient(error)


def _imported(name: str) -> ModuleType:
    """Import a command without the collector, which would search a million new objects for garbage again and again."""
    gc.disable()
    module = importlib.import_module(name)
    gc.freeze()
    gc.enable()
    return module


def usage() -> str:
    """Return the list of subcommands."""
    lines = [f"  {name:<10} {command.summary}" for name, command in COMMANDS.items()]
    return "\n".join(["usage: python3 run.py [subcommand] [arguments]", "", *lines])
