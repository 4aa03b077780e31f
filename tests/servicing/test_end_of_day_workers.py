"""A night over real workers: two share it, one is killed in the middle, and the books are those of one process."""

import json
import os
import signal
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.extensions import JobRequest, JobState, reading
from app.jobs.scheduler import tick
from app.security.acting import as_system
from app.servicing.balance.model import ContractBalance
from app.servicing.end_of_day.jobs import last_ended_day
from app.servicing.end_of_day.model import EndOfDayChunk, EndOfDayRun, ParkedContract
from app.servicing.instalment.model import Instalment
from app.servicing.ledger.model import LedgerLine
from app.servicing.risk_snapshot import RiskSnapshot
from app.shared.company import business_date, company
from tests.factories import servicing as make
from tests.factories.people import make_branch
from tests.services.processes import eventually, worker_process
from tests.services.worker_of_tests import AWAIT, CHUNK, HOLD, MEET
from tests.servicing.money_desk import prove_books, transaction

pytestmark = pytest.mark.redis
AGE, NIGHTS, LOANS = timedelta(days=75), 3, 7


@pytest.fixture
def first_night(app_with_redis: Flask) -> date:
    """Seven loans, paid, late, and ahead, two of them one customer's; the first of the three days to be closed."""
    with transaction(app_with_redis) as session:
        branch = make_branch(session)
        with as_system(session, "test"):
            end = last_ended_day(session)
        paid_out = end - AGE
        loans = [make.make_loan(session, paid_out, branch, first_due_on=None) for _ in range(LOANS)]
        with as_system(session, "test"):
            loans[-1].customer_id = loans[0].customer_id
            session.flush()
        make.set_day(session, end - timedelta(days=NIGHTS - 1))
        for loan, amount in ((loans[1], 20_000_000), (loans[2], 4_726_000), (loans[3], 1_000_000)):
            make.receive(session, loan, amount)
        session.commit()
    return end - timedelta(days=NIGHTS - 1)


def books(session: Session) -> bytes:
    """Return balances, instalments, snapshots and the ledger's sums by day and contract, byte for byte."""
    line, connection = LedgerLine.__table__.c, session.connection()
    keys = (line.business_date, line.contract_id, line.account_id, line.component, line.k)
    sums = select(*keys, func.sum(line.debit), func.sum(line.credit)).group_by(*keys)
    found = [sorted(map(repr, connection.execute(sums)))]
    for model in (ContractBalance, Instalment, RiskSnapshot):
        columns = [c for c in model.__table__.c if c.name not in ("id", "created_at")]
        found.append(sorted(map(repr, connection.execute(select(*columns)))))
    return json.dumps(found).encode()


def in_one_process(app: Flask, through: date) -> bytes:
    """Return the books as they are when one process closes the days, which is then taken back."""
    with transaction(app) as session:
        make.close_through(session, through)
        return books(session)


def stored(app: Flask) -> bytes:
    """Return the books as they are stored."""
    with transaction(app) as session:
        return books(session)


def open_day(app: Flask) -> date:
    """Return the business date as it is stored."""
    with transaction(app) as session, reading(), as_system(session, "test"):
        return business_date(session)


def night_falls(app: Flask, minute: int) -> None:
    """Let the scheduler's own table ask for what it asks for at night."""
    with transaction(app) as session:
        with as_system(session, "test"):
            zone = ZoneInfo(company(session).time_zone)
        assert any("end-of-day" in key for key in tick(datetime(2026, 3, 1, 1, minute, tzinfo=zone)))


def count_of(app: Flask, model: type) -> int:
    """Return how many rows a table has."""
    with transaction(app) as session, reading():
        return session.connection().scalar(select(func.count()).select_from(model.__table__)) or 0


def nothing_waits(app: Flask) -> bool:
    """Tell whether every job that was recorded has ended, but for the one whose worker was killed."""
    job = JobRequest.__table__.c
    waiting = select(func.count()).where(job.state.in_([JobState.QUEUED, JobState.FAILED]))
    with transaction(app) as session, reading():
        return session.connection().scalar(waiting) == 0


def test_two_workers_share_a_night_and_one_may_be_killed(
    app_with_redis: Flask,
    first_night: date,
    environment: dict[str, str],
    redis_url: str,
    engine_name: str,
    tmp_path: Path,
) -> None:
    app, last = app_with_redis, first_night + timedelta(days=NIGHTS - 1)
    expected = in_one_process(app, last)
    met, held = tmp_path / "met", tmp_path / "held"
    met.mkdir()
    environ = {**environment, "REDIS_URL": redis_url, CHUNK: "2"}
    second_night = first_night + timedelta(days=1)
    doomed = {HOLD: f"{held}@{second_night}"}
    patient: dict[str, str] = {}
    if engine_name == "postgresql":  # SQLite has one writer, for which the second worker queues
        environ[MEET] = f"{met}@{first_night}"
        patient = {AWAIT: f"{held}@{second_night}"}
    with worker_process(environ | doomed, tmp_path / "first.log") as first:
        night_falls(app, 5)
        if engine_name == "sqlite":
            eventually(held.exists, what="no worker was caught", log=first.log)
        with worker_process(environ | patient, tmp_path / "second.log") as second:
            eventually(held.exists, what="no worker was caught", log=first.log)
            os.kill(first.process.pid, signal.SIGKILL)
            eventually(lambda: open_day(app) > last, what="the night never ended", log=second.log)
            once = stored(app)
            night_falls(app, 20)
            eventually(lambda: nothing_waits(app), what="jobs are left", log=second.log)
    assert once == expected
    if engine_name == "postgresql":
        assert len({path.read_text() for path in met.iterdir()}) > 1, "no two ranges were open at once"
    assert stored(app) == expected
    assert (count_of(app, EndOfDayRun), count_of(app, ParkedContract)) == (NIGHTS, 0)
    assert count_of(app, EndOfDayChunk) == NIGHTS * 2 * (LOANS + 1) // 2
    prove_books(app)
