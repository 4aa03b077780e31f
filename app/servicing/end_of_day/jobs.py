"""Driving end of day: in one process for the command, or chunk by chunk over all workers for the scheduler."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from sqlalchemy.orm import Session

from app.extensions import db, enqueue_after_commit
from app.extensions.retry import retrying
from app.servicing.end_of_day.model import RunStatus
from app.servicing.end_of_day.operations import CONTRACTS_PER_CHUNK, advance, do_chunk, open_run, pending_chunks
from app.shared.clock import local_date
from app.shared.company import business_date, company


def close_days(
    session: Session, through: date, *, contracts_per_chunk: int = CONTRACTS_PER_CHUNK
) -> Iterator[tuple[date, int]]:
    """Close every open day up to `through` in order, a run that was broken off first; yields (day, contracts).

    Commits each chunk. Raises BooksDoNotBalance at the day whose books are not right.
    """
    while business_date(session) <= through:
        run = retrying(session, partial(open_run, session, contracts_per_chunk=contracts_per_chunk))
        run_id, day, contracts = run.id, run.business_date, run.contracts
        status = RunStatus.CHARGING
        while status is not RunStatus.CLOSED:
            for chunk_id in pending_chunks(session, run_id):
                retrying(session, partial(do_chunk, session, chunk_id))
            status = retrying(session, partial(advance, session, run_id, contracts_per_chunk=contracts_per_chunk))
        yield day, contracts


def last_ended_day(session: Session) -> date:
    """Return yesterday by the company's clock: the last day whose business can be over."""
    return local_date(company(session).time_zone) - timedelta(days=1)


def start_end_of_day() -> None:
    """Job: begin to close the business date if it is over, its chunks spread over the workers."""
    session = db.session()
    if business_date(session) <= last_ended_day(session):
        run = retrying(session, partial(open_run, session))
        _hand_out(session, run.id)


def run_chunk(chunk_id: int, run_id: int) -> None:
    """Job: do one chunk; whoever does the last one of a phase hands out the next phase, or begins the next day."""
    session = db.session()
    retrying(session, partial(do_chunk, session, chunk_id))
    _hand_out(session, run_id)


def _hand_out(session: Session, run_id: int) -> None:
    """Send the jobs of a run's pending chunks; asking twice for one sends it once."""
    status = retrying(session, partial(advance, session, run_id))
    if status is RunStatus.CLOSED:
        start_end_of_day()
        return
    for chunk_id in pending_chunks(session, run_id):
        enqueue_after_commit("end_of_day_chunk", chunk_id, run_id, key=f"end-of-day-chunk-{chunk_id}", session=session)
    session.commit()
