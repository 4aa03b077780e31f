"""One supervised process: its command, its prefixed output, and when it may start again after a crash."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.jobs.lifeline import die_with_parent

BACKOFF_SECONDS = (0.5, 1, 2, 5, 10, 30)
STEADY_AFTER_SECONDS = 60
NAME_WIDTH = 9


class NeverReadyError(RuntimeError):
    """A process ended or stayed silent when it should have become ready."""


@dataclass
class Child:
    """A process to keep running; `is_ready` is polled after each start, before the next process is started."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    is_ready: Callable[[], bool] = lambda: True
    stop_within_seconds: float = 15
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    started_at: float = field(default=0.0, init=False)
    crashes: int = field(default=0, init=False)
    restart_at: float | None = field(default=None, init=False)

    def start(self) -> None:
        """Start the process in a session of its own: a Ctrl-C reaches the supervisor alone, which stops in order."""
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(),
        )
        self.started_at = time.monotonic()
        self.restart_at = None
        threading.Thread(target=self._relay, args=[self.process], daemon=True).start()

    def wait_until_ready(self, within_seconds: float) -> None:
        """Return once `is_ready()`; raises NeverReadyError when the process ends first or takes too long."""
        deadline = time.monotonic() + within_seconds
        while not self.is_ready():
            if self.has_ended():
                raise NeverReadyError(f"{self.name} ended while starting; its own words are above")
            if time.monotonic() > deadline:
                raise NeverReadyError(f"{self.name} was not ready within {within_seconds:.0f} seconds")
            time.sleep(0.02)

    def has_ended(self) -> bool:
        """Return whether the process is gone."""
        return self.process is None or self.process.poll() is not None

    def restart_when_due(self) -> None:
        """Plan a restart for a process found ended, later after each crash, and carry it out when its time has come."""
        now = time.monotonic()
        if not self.has_ended():
            return
        if self.restart_at is None:
            self.crashes = 0 if now - self.started_at > STEADY_AFTER_SECONDS else self.crashes
            pause = BACKOFF_SECONDS[min(self.crashes, len(BACKOFF_SECONDS) - 1)]
            self.crashes += 1
            self.restart_at = now + pause
            status = self.process.returncode if self.process else None
            tell(self.name, f"ended with status {status}; starting again in {pause:g} s")
        elif now >= self.restart_at:
            self.start()

    def stop(self) -> None:
        """Ask the process to end, and insist when it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(self.stop_within_seconds)
        except subprocess.TimeoutExpired:
            tell(self.name, "does not stop by itself; killed")
            self.process.kill()
            self.process.wait()

    def _relay(self, process: "subprocess.Popen[bytes]") -> None:
        for line in process.stdout or ():
            tell(self.name, line.decode(errors="replace").rstrip())


def tell(name: str, text: str) -> None:
    """Print one line of a process under its name."""
    sys.stdout.write(f"{name:<{NAME_WIDTH}}| {text}\n")
    sys.stdout.flush()
