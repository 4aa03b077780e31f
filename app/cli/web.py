"""`web`: the web server alone, as the supervisor and a production machine start it."""

import argparse
import os
import sys

from app.cli.supervisor.preconditions import port_number, reach_given_database

WORKERS = 2
THREADS = 8


def main(arguments: list[str]) -> int:
    """Replace this process by gunicorn on the address asked for."""
    parser = argparse.ArgumentParser(prog="run.py web")
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=port_number, default=os.environ.get("PORT", "8000"))
    parser.add_argument("--workers", type=int, default=int(os.environ.get("WEB_WORKERS", WORKERS)))
    options = parser.parse_args(arguments)
    reach_given_database()
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *gunicorn_arguments(options)])


def gunicorn_arguments(options: argparse.Namespace) -> list[str]:
    """Return gunicorn's arguments: a few processes of many threads, the application imported once before they fork."""
    return [
        "app.factory:create_app()",
        f"--bind={options.host}:{options.port}",
        f"--workers={options.workers}",
        f"--threads={THREADS}",
        "--worker-class=gthread",
        "--config=python:app.cli.gunicorn_settings",
        "--preload",
        "--no-control-socket",
        "--graceful-timeout=10",
        "--timeout=120",
    ]
