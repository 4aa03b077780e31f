"""The lender's time zone, in which an instant falls on a day."""

from app.lowcode.language import conventions


def business_zone() -> str:
    """Return the IANA name of the zone."""
    return conventions().time_zone
