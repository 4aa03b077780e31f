"""Jobs of the people domain."""

from app.extensions import db
from app.people import employee


def close_accounts_of_leavers() -> int:
    """Close the accounts of those whose last day has come; returns how many."""
    return employee.close_accounts_of_leavers(db.session())
