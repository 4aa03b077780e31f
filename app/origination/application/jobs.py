"""The periodic job of applications."""

from app.extensions import db
from app.origination.application import operations


def expire_approvals() -> int:
    """Let approvals lapse whose last day has passed; returns how many."""
    return operations.expire_approvals(db.session())
