"""Completing an appraisal."""

from app.origination.appraisal.model import Appraisal
from app.origination.appraisal.rules import what_is_missing
from app.security.acting import current, session_of
from app.shared.clock import utc_now
from app.shared.errors import InvalidInput


def complete(*, record: Appraisal) -> None:
    """Sign the appraisal in the name of whoever completes it; raises InvalidInput while a line is open."""
    if missing := what_is_missing(record):
        raise InvalidInput.of(missing)
    record.appraiser_id = current(session_of(record)).reach.employee_id
    record.completed_at = utc_now()
