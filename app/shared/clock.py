"""The wall clock, read here and nowhere else."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def utc_now() -> datetime:
    """Return the current instant as an aware UTC timestamp."""
    return datetime.now(UTC)


def local_date(timezone: str) -> date:
    """Return today's date in an IANA time zone such as `Asia/Ho_Chi_Minh`."""
    return datetime.now(ZoneInfo(timezone)).date()
