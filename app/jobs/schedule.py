"""Every periodic job, one line each, and which of them a minute calls for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from croniter import croniter


@dataclass(frozen=True)
class Schedule:
    """A job and when it runs: `cron` is read in the company's time zone."""

    slug: str
    cron: str
    job: str

    def request_key(self, minute: datetime) -> str:
        """Return the key that makes the minute's run unique, however many schedulers ask for it."""
        return f"sched-{self.slug}-{minute.astimezone(UTC):%Y%m%d%H%M}"


SCHEDULES: tuple[Schedule, ...] = (
    Schedule("resend-lost-jobs", "* * * * *", "resend_lost_jobs"),
    Schedule("expire-approvals", "11 * * * *", "expire_approvals"),  # hourly: the business date moves when it moves
    # Every quarter of an hour from midnight: a run that was broken off is taken up again, a closed day is left alone.
    Schedule("end-of-day", "5,20,35,50 0-5 * * *", "end_of_day"),
    Schedule("sweep-files", "17 2 * * *", "sweep_files"),
    Schedule("close-accounts-of-leavers", "1 0 * * *", "close_accounts_of_leavers"),
)


def due(schedules: Sequence[Schedule], minute: datetime) -> Iterator[Schedule]:
    """Yield the schedules that the minute (aware, in the company's zone) calls for."""
    for schedule in schedules:
        if croniter.match(schedule.cron, minute):
            yield schedule


def missed(schedule: Schedule, *, since: datetime, until: datetime) -> datetime | None:
    """Return the latest minute in (since, until] that the schedule called for, or None: one catch-up run is enough."""
    if until <= since:
        return None
    latest = croniter(schedule.cron, until + timedelta(seconds=1)).get_prev(datetime)
    return latest if latest > since else None
