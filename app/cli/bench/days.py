"""Days: how many contracts a second end of day closes in one process, beside one plain statement over the same book."""

import statistics
import time
from datetime import timedelta
from typing import TypedDict

from flask import Flask
from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, insert, select
from sqlalchemy.orm import Session

from app.cli.bench.clock import median_ms
from app.cli.bench.multiply import grow
from app.extensions import db, writing
from app.security.acting import as_system
from app.servicing.balance.model import ContractBalance
from app.servicing.contract.model import ON_THE_BOOKS, Contract
from app.servicing.end_of_day.jobs import close_days
from app.servicing.ledger.staging import empty_stage
from app.shared.company import business_date

_B, _C = ContractBalance.__table__, Contract.__table__
_PLAIN = Table(
    "plain_row",
    MetaData(),  # of its own: no migration knows it
    Column("contract_id", BigInteger),
    Column("principal", BigInteger),
    Column("days_past_due", Integer),
    prefixes=["TEMPORARY"],
)


class Closing(TypedDict):
    """The contracts of a day, the median of the contracts a second over the days closed, and their yardstick."""

    days: int
    contracts: int
    contracts_per_second: float
    plain_statement_ms: float
    to_plain_statement: float


def measure(app: Flask, count: int, contracts: int) -> Closing:
    """Copy the loan book until `contracts` are on it, then close the next `count` business dates one by one."""
    closed: list[tuple[float, int]] = []
    with app.app_context(), writing(), as_system(db.session, "end of day") as session:
        grow(session, contracts)
        plain = median_ms(lambda: _write_plainly(session), 5)
        through = business_date(session) + timedelta(days=count - 1)
        started = time.perf_counter()
        for _day, done in close_days(session, through):
            closed.append((time.perf_counter() - started, done))
            started = time.perf_counter()
        db.session.remove()
    median, done = statistics.median(seconds for seconds, _ in closed), closed[-1][1]
    return Closing(
        days=len(closed),
        contracts=done,
        contracts_per_second=round(done / median, 1),
        plain_statement_ms=round(plain, 1),
        to_plain_statement=round(median * 1000 / plain, 1),
    )


def _write_plainly(session: Session) -> None:
    """Read every balance on the books and write a row for each, in one statement and one transaction."""
    connection = session.connection()
    empty_stage(connection, _PLAIN)
    rows = select(_B.c.contract_id, _B.c.principal, _B.c.days_past_due).join_from(_B, _C, _C.c.id == _B.c.contract_id)
    columns = [column.name for column in _PLAIN.c]
    connection.execute(insert(_PLAIN).from_select(columns, rows.where(_C.c.status.in_(ON_THE_BOOKS))))
    session.commit()
