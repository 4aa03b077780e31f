"""Load the smallest demo lender at a standing clock: `python -m tests.seed.built_alone ADDRESS FOLDER`."""

import sys
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

from app.shared import clock
from seed import load
from tests.seed.conftest import loaded

SMALLEST = load.Options(size=0.02, seed=3, as_of=date(2026, 11, 20))


class StandingClock(datetime):
    """Noon of the demo's day, at every look."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        """Return the same instant again."""
        return datetime(2026, 11, 20, 5, tzinfo=UTC).astimezone(tz)


if __name__ == "__main__":
    clock.datetime = StandingClock  # type: ignore[misc]
    loaded(sys.argv[1], Path(sys.argv[2]), SMALLEST)
