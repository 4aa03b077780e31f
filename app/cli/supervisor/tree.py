"""The tree of processes: started in order, watched, stopped in reverse."""

import signal
import threading
from collections.abc import Sequence
from types import FrameType

from app.cli.supervisor.child import Child

READY_WITHIN_SECONDS = 120
WATCH_EVERY_SECONDS = 0.2


class Tree:
    """Children in the order in which they need one another; use it as a context, which stops what it started."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = list(children)
        self.started: list[Child] = []
        self.stopping = threading.Event()

    def __enter__(self) -> "Tree":
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        return self

    def __exit__(self, *_: object) -> None:
        for child in reversed(self.started):
            child.stop()

    def start(self) -> None:
        """Start every child, each once the one before it is ready; raises NeverReadyError."""
        for child in self.children:
            if self.stopping.is_set():
                return
            self.started.append(child)
            child.start()
            child.wait_until_ready(READY_WITHIN_SECONDS)

    def watch(self) -> None:
        """Restart what ends, until a signal asks to stop."""
        while not self.stopping.wait(WATCH_EVERY_SECONDS):
            for child in self.started:
                child.restart_when_due()

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()
