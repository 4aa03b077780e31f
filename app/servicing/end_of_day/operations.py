"""Closing a business date: open a run, do its chunks in two phases, check the books, move the date."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import case, func, insert, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.servicing.classification.day_facts import DayFacts, day_facts
from app.servicing.contract.model import ON_THE_BOOKS, Contract
from app.servicing.end_of_day.model import ChunkStatus, EndOfDayChunk, EndOfDayRun, ParkedContract, Phase, RunStatus
from app.servicing.end_of_day.steps import STEPS
from app.servicing.events import DayClosed
from app.servicing.ledger.invariants import BooksDoNotBalance, check_day
from app.shared.clock import utc_now
from app.shared.company import company
from app.shared.events import publish

CONTRACTS_PER_CHUNK = 2000
_CHUNK, _RUN, _C = EndOfDayChunk.__table__, EndOfDayRun.__table__, Contract.__table__
_PHASE = {RunStatus.CHARGING: Phase.CHARGE, RunStatus.CLASSIFYING: Phase.CLASSIFY}


def open_run(session: Session, *, contracts_per_chunk: int | None = None) -> EndOfDayRun:
    """Return the run of the business date, begun now if there is none; from here on the day takes no more postings."""
    firm = company(session)
    # Of two that begin at once, the second waits for this lock and then finds the first one's run.
    session.refresh(firm, with_for_update=True)
    run = session.scalars(select(EndOfDayRun).where(EndOfDayRun.business_date == firm.business_date)).one_or_none()
    if run is None:
        run = EndOfDayRun(business_date=firm.business_date, started_at=utc_now())
        session.add(run)
        session.flush()
        run.contracts = _add_chunks(session, run, Phase.CHARGE, contracts_per_chunk)
        session.flush()
    return run


def status_of(session: Session, run_id: int) -> RunStatus:
    """Return how far a run has come."""
    return RunStatus(session.connection().execute(select(_RUN.c.status).where(_RUN.c.id == run_id)).scalar_one())


def pending_chunks(session: Session, run_id: int) -> Sequence[int]:
    """Return the ids of a run's chunks that are not done, in the order of their contracts."""
    query = select(_CHUNK.c.id).where(_CHUNK.c.run_id == run_id, _CHUNK.c.status == ChunkStatus.PENDING)
    return session.connection().scalars(query.order_by(_CHUNK.c.first_id)).all()


def do_free_chunk(session: Session, run_id: int, own: int = 0) -> bool:
    """Do a pending chunk that nobody is doing, the chunk `own` first; False if there is none. The caller commits.

    Whoever does a chunk holds its row until the commit, and lets it go when killed: then it is free again.
    """
    free = select(EndOfDayChunk.id).where(EndOfDayChunk.run_id == run_id, EndOfDayChunk.status == ChunkStatus.PENDING)
    first = free.order_by(case((EndOfDayChunk.id == own, 0), else_=1), EndOfDayChunk.first_id).limit(1)
    chunk_id = session.scalar(first.with_for_update(skip_locked=True))
    if chunk_id is not None:
        do_chunk(session, chunk_id)
    return chunk_id is not None


def do_chunk(session: Session, chunk_id: int) -> None:
    """Do every step of a chunk's phase for its contracts; nothing if it is done. The caller commits."""
    chunk = session.scalars(select(EndOfDayChunk).where(EndOfDayChunk.id == chunk_id).with_for_update()).one()
    if chunk.status is ChunkStatus.DONE:
        return
    run = session.scalars(select(EndOfDayRun).where(EndOfDayRun.id == chunk.run_id)).one()
    in_range = select(_C.c.id).where(_C.c.id.between(chunk.first_id, chunk.last_id)).order_by(_C.c.id)
    session.connection().execute(in_range.with_for_update(key_share=True))
    day = day_facts(session, run.business_date)
    chunk.contracts = _do_range(session, chunk, run, day, chunk.first_id, chunk.last_id)
    chunk.status, chunk.finished_at = ChunkStatus.DONE, utc_now()
    session.flush()


def advance(session: Session, run_id: int, *, contracts_per_chunk: int | None = None) -> RunStatus:
    """Take a run to its next phase once no chunk is pending, and close the day after the last; returns its status.

    Where the books are not right the run is stopped, says what is wrong, and the day stays open: asked again, it is
    checked again.
    """
    run = session.scalars(select(EndOfDayRun).where(EndOfDayRun.id == run_id).with_for_update()).one()
    session.refresh(run)
    if run.status is RunStatus.CLOSED or pending_chunks(session, run_id):
        return run.status
    if run.status is RunStatus.CHARGING:
        run.status = RunStatus.CLASSIFYING
        if _add_chunks(session, run, Phase.CLASSIFY, contracts_per_chunk):
            session.flush()
            return run.status
    try:
        _close(session, run)
    except BooksDoNotBalance as error:
        run.status, run.differences = RunStatus.STOPPED, [asdict(one) for one in error.differences]
    session.flush()
    if run.status is RunStatus.CLOSED:
        publish(DayClosed(session, run.business_date))
    return run.status


def _close(session: Session, run: EndOfDayRun) -> None:
    before = session.scalars(
        select(EndOfDayRun)
        .where(EndOfDayRun.status == RunStatus.CLOSED, EndOfDayRun.business_date < run.business_date)
        .order_by(EndOfDayRun.business_date.desc())
        .limit(1)
    ).one_or_none()
    first = before.business_date + timedelta(days=1) if before else None
    run.totals = check_day(session, first, run.business_date, before.totals if before else {})
    run.parked = session.scalar(select(func.count()).where(ParkedContract.run_id == run.id)) or 0
    run.status, run.finished_at, run.differences = RunStatus.CLOSED, utc_now(), []
    company(session).business_date = run.business_date + timedelta(days=1)


def _do_range(
    session: Session, chunk: EndOfDayChunk, run: EndOfDayRun, day: DayFacts, first_id: int, last_id: int
) -> int:
    """Do the steps for a range; where that fails, halve it until the contract at fault is alone, and park that one.

    Returns how many contracts were done.
    """
    attempt = session.begin_nested()
    step = STEPS[chunk.phase][0]
    try:
        for step in STEPS[chunk.phase]:
            step.run(session, first_id, last_id, day, run)
            session.flush()
    except OperationalError:
        raise  # a deadlock or a lost connection is no contract's fault
    except Exception as error:
        attempt.rollback()
        if first_id == last_id:
            facts = {"run_id": run.id, "phase": chunk.phase, "contract_id": first_id}
            facts |= {"step": step.name, "error": type(error).__name__}
            session.connection().execute(insert(ParkedContract.__table__).values(created_at=utc_now(), **facts))
            return 0
        middle = (first_id + last_id) // 2
        done = _do_range(session, chunk, run, day, first_id, middle)
        return done + _do_range(session, chunk, run, day, middle + 1, last_id)
    attempt.commit()
    within = select(func.count()).where(_C.c.id.between(first_id, last_id), _C.c.status.in_(ON_THE_BOOKS))
    return session.connection().scalar(within) or 0


def _add_chunks(session: Session, run: EndOfDayRun, phase: Phase, contracts_per_chunk: int | None) -> int:
    """Split the contracts on the books into chunks; returns how many contracts there are."""
    size = contracts_per_chunk or CONTRACTS_PER_CHUNK
    ids = session.connection().scalars(select(_C.c.id).where(_C.c.status.in_(ON_THE_BOOKS)).order_by(_C.c.id)).all()
    chunks = [
        {
            "created_at": utc_now(),
            "run_id": run.id,
            "phase": phase,
            "first_id": ids[start],
            "last_id": ids[min(start + size, len(ids)) - 1],
            "status": ChunkStatus.PENDING,
        }
        for start in range(0, len(ids), size)
    ]
    if chunks:
        session.connection().execute(insert(_CHUNK), chunks)
    return len(ids)
