"""A worker process that knows the jobs of the tests besides the application's, and how to be caught at end of day."""

import os
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from app.cli.worker import main
from app.jobs.registry import JOBS
from app.servicing.end_of_day import operations
from app.servicing.end_of_day.steps import STEPS, Phase, Step
from tests.services import jobs_of_tests

CHUNK, MEET, HOLD, AWAIT = (f"TEST_END_OF_DAY_{word}" for word in ("CHUNK", "MEET", "HOLD", "AWAIT"))
_WITHIN_SECONDS = 60


def wait_for(holds: Callable[[], bool]) -> None:
    """Return once `holds()` is true, or much later."""
    deadline = time.monotonic() + _WITHIN_SECONDS
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)


def meeting(folder: Path, on: date) -> Step:
    """Return a step that, on a day, keeps its range open until another process is inside another range too."""

    def meet(_session: Any, first: int, _last: int, day: Any, _run: Any) -> None:
        if day.on != on:
            return
        (folder / f"{os.getpid()}").write_text(str(first))
        wait_for(lambda: len(list(folder.iterdir())) > 1)

    return Step("meeting", meet)


def awaiting(marker: Path, on: date) -> Step:
    """Return a step that, on a day, goes on only once another worker is held."""

    def wait(_session: Any, _first: int, _last: int, day: Any, _run: Any) -> None:
        if day.on == on:
            wait_for(marker.exists)

    return Step("awaiting", wait)


def holding(marker: Path, on: date) -> Step:
    """Return a step that never ends for whoever comes first on a day, its work done and not committed."""

    def hold(_session: Any, _first: int, _last: int, day: Any, _run: Any) -> None:
        if day.on == on and not marker.exists():
            marker.touch()
            time.sleep(10 * _WITHIN_SECONDS)

    return Step("holding", hold)


def arm() -> None:
    """Take from the environment how small ranges are and where this worker is to be caught."""
    operations.CONTRACTS_PER_CHUNK = int(os.environ.get(CHUNK, operations.CONTRACTS_PER_CHUNK))
    for name, step in ((MEET, meeting), (HOLD, holding), (AWAIT, awaiting)):
        if name in os.environ:
            place, on = os.environ[name].rsplit("@", 1)
            STEPS[Phase.CHARGE] = (*STEPS[Phase.CHARGE], step(Path(place), date.fromisoformat(on)))


if __name__ == "__main__":
    JOBS.update(jobs_of_tests.JOBS)
    arm()
    sys.exit(main(sys.argv[1:]))
