"""Driving end of day: in one process for the command, or chunk by chunk over all workers for the scheduler."""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from sqlalchemy.orm import Session

from app.extensions import db, enqueue_after_commit
from app.extensions.retry import retrying
from app.servicing.end_of_day.model import EndOfDayRun, RunStatus
from app.servicing.end_of_day.operations import advance, do_chunk, do_free_chunk, open_run, pending_chunks, status_of
from app.servicing.ledger.invariants import BooksDoNotBalance, Difference
from app.shared.clock import local_date
from app.shared.company import business_date, company

_HELP_SECONDS = 240  # a job must end well before the queue's limit
_TURN_OF_OTHERS = 0.02


def close_days(
    session: Session, through: date, *, contracts_per_chunk: int | None = None
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
                _let_others_write(session)
            status = retrying(session, partial(advance, session, run_id, contracts_per_chunk=contracts_per_chunk))
            _tell_if_stopped(session, run_id, status)
        yield day, contracts


def last_ended_day(session: Session) -> date:
    """Return yesterday by the company's clock: the last day whose business can be over."""
    return local_date(company(session).time_zone) - timedelta(days=1)


def start_end_of_day() -> None:
    """Job: begin to close the business date if it is over, or help on with the run that is not finished."""
    session = db.session()
    run_id = retrying(session, partial(_open_and_hand_out, session))
    if run_id is not None:
        _help(session, run_id)


def run_chunk(chunk_id: int, run_id: int) -> None:
    """Job: do one chunk, then whatever nobody else does: a range whose worker was killed waits for no timeout."""
    _help(db.session(), run_id, chunk_id)


def _help(session: Session, run_id: int, own: int = 0) -> None:
    """Do free chunks of a run, `own` first, and begin its next phase, until others hold the rest or it is closed."""
    until = time.monotonic() + _HELP_SECONDS
    while time.monotonic() < until:
        _let_others_write(session)
        if retrying(session, partial(do_free_chunk, session, run_id, own)):
            continue
        if not retrying(session, partial(_advance_and_hand_out, session, run_id)):
            _tell_if_stopped(session, run_id, status_of(session, run_id))
            return


def _open_and_hand_out(session: Session) -> int | None:
    """Return the run of the business date, its chunks' jobs recorded with it; None while that day is not over."""
    if business_date(session) > last_ended_day(session):
        return None
    run = open_run(session)
    _hand_out(session, run.id)
    return run.id


def _advance_and_hand_out(session: Session, run_id: int) -> bool:
    """Begin the next phase, its jobs recorded with it, or ask for the next day; False where there is nothing to do."""
    before = status_of(session, run_id)
    status = advance(session, run_id)
    if status is before:
        return False
    if status is RunStatus.STOPPED:
        return False
    if status is not RunStatus.CLOSED:
        _hand_out(session, run_id)
        return True
    if (following := business_date(session)) <= last_ended_day(session):
        enqueue_after_commit("end_of_day", key=f"end-of-day-{following}", session=session)
    return False


def _tell_if_stopped(session: Session, run_id: int, status: RunStatus) -> None:
    """Fail the job or the command as well: what is kept on the run alone could go unread for a night."""
    if status is RunStatus.STOPPED:
        raise BooksDoNotBalance([Difference(**one) for one in session.get_one(EndOfDayRun, run_id).differences])


def _hand_out(session: Session, run_id: int) -> None:
    """Record the jobs of a run's pending chunks; asking twice for one sends it once."""
    for chunk_id in pending_chunks(session, run_id):
        enqueue_after_commit("end_of_day_chunk", chunk_id, run_id, key=f"end-of-day-chunk-{chunk_id}", session=session)


def _let_others_write(session: Session) -> None:
    """Leave SQLite's one writer free for a moment: those who wait for it try again and again, it queues nobody."""
    if session.get_bind().dialect.name == "sqlite":
        time.sleep(_TURN_OF_OTHERS)
