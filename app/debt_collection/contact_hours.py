"""The hours in which a debtor may be contacted; pure."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

FIRST, LAST = time(7), time(21)
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def is_contact_hour(at: datetime) -> bool:
    """Tell whether an aware instant lies in 07:00 to 21:00 local time (Circular 43/2016, Article 7.2, as amended)."""
    return FIRST <= at.astimezone(_ZONE).time() < LAST
