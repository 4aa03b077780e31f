"""`scheduler`: the process that records, minute by minute, the jobs that are due."""

import signal
import threading

from app.cli.supervisor.preconditions import reach_given_database
from app.factory import create_app
from app.jobs.scheduler import run_forever


def main(_arguments: list[str]) -> int:
    """Tick until told to stop."""
    reach_given_database()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_forever(create_app(pages=False), stop)
    return 0
