"""Closing a day by hand: asking the workers for the end of day that the scheduler asks for every night."""

from app.extensions import enqueue_after_commit
from app.security.acting import session_of
from app.shared.clock import local_date
from app.shared.company import Company
from app.shared.errors import Conflict
from app.shared.text import msg


def ask_for_end_of_day(*, record: Company) -> None:
    """Send the job that closes the business date; raises Conflict for a day that is not over.

    Asking again while a run is on its way is harmless: the job helps on with that run.
    """
    if record.business_date >= local_date(record.time_zone):
        raise Conflict(msg("{day} is not over yet.", day=record.business_date))
    enqueue_after_commit("end_of_day", session=session_of(record))
