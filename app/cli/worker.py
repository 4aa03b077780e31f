"""`worker`: one process that runs background jobs, each in a child of its own."""

import argparse

from app.cli.supervisor.preconditions import reach_given_database
from app.extensions.queue import DEFAULT_QUEUE
from app.factory import create_app
from app.jobs.worker import TableWorker


def main(arguments: list[str]) -> int:
    """Work until told to stop (or until the queues are empty with --burst)."""
    parser = argparse.ArgumentParser(prog="run.py worker")
    parser.add_argument("queues", nargs="*", default=[DEFAULT_QUEUE])
    parser.add_argument("--burst", action="store_true", help="end when the queues are empty")
    options = parser.parse_args(arguments)
    reach_given_database()
    app = create_app(pages=False)
    TableWorker(app, options.queues).work(burst=options.burst, logging_level="WARNING")
    return 0
