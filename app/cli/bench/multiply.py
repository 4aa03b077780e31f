"""Multiply: copies of the demo's loan book, table by table in single statements, until it is as large as asked."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, Subquery, Table, func, insert, literal, null, select, update
from sqlalchemy.orm import Session

from app.origination.application.model import Application
from app.parties.customer.model import Customer
from app.servicing.balance.model import ContractBalance
from app.servicing.contract.model import ON_THE_BOOKS, Contract
from app.servicing.end_of_day.model import EndOfDayRun, RunStatus
from app.servicing.instalment.model import Instalment
from app.servicing.ledger.invariants import balance_totals
from app.servicing.ledger.model import LedgerLine
from app.servicing.ledger.queries import control_totals

_COPIED = tuple(m.__table__ for m in (Customer, Application, Contract, ContractBalance, Instalment, LedgerLine))
_C, _LINE, _RUN = Contract.__table__, LedgerLine.__table__, EndOfDayRun.__table__
_HISTORY = timedelta(days=31)  # all of the ledger would be copied for minutes, and no day looks further back


def grow(session: Session, contracts: int) -> int:
    """Copy the loan book until at least `contracts` are on the books; returns how many are.

    Customers, applications, contracts, balances, instalments and the latest ledger lines are copied, each copy
    referring to copies; what only one row may have (numbers, blind indexes) stays empty in them.
    """
    connection = session.connection()
    while (found := _on_the_books(connection)) < contracts:
        _copy(connection, min(found, contracts - found))
    _close_the_copies(session)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ANALYZE")
    session.commit()
    return found


def _on_the_books(connection: Connection) -> int:
    return connection.scalar(select(func.count()).where(_C.c.status.in_(ON_THE_BOOKS))) or 0


def _copy(connection: Connection, number: int) -> None:
    """Copy the first `number` contracts on the books with what belongs to them."""
    offsets = {table: connection.scalar(select(func.max(table.c.id))) or 0 for table in _COPIED}
    chosen = select(_C).where(_C.c.status.in_(ON_THE_BOOKS)).order_by(_C.c.id).limit(number).subquery()
    since = _last_closed(connection).business_date - _HISTORY
    for table in _COPIED:
        columns = {column.name: _copied(column, offsets) for column in table.c}
        rows = _belonging(select(*columns.values()), table, chosen, since).where(table.c.id <= offsets[table])
        connection.execute(insert(table).from_select(list(columns), rows))
        if connection.dialect.name == "postgresql":
            name = literal(table.name)
            connection.execute(select(func.setval(func.pg_get_serial_sequence(name, "id"), func.max(table.c.id))))


def _belonging(rows: Select[Any], table: Table, chosen: Subquery, since: date) -> Select[Any]:
    column = {"customer": chosen.c.customer_id, "application": chosen.c.application_id}.get(table.name, chosen.c.id)
    found = rows.where(table.c["contract_id" if "contract_id" in table.c else "id"].in_(select(column)))
    return found.where(_LINE.c.business_date > since) if table is _LINE else found


def _copied(column: Column[Any], offsets: dict[Table, int]) -> Any:
    """Return what a copy has in a column: its own key, its copied relations, the original's value elsewhere."""
    if column.primary_key:
        return column + literal(offsets[column.table])
    for key in column.foreign_keys:
        if key.column.table in offsets:
            return column + literal(offsets[key.column.table])
    return null() if column.unique else column


def _close_the_copies(session: Session) -> None:
    """Let the last closed day have closed the copies too: what has been posted since is added when the next closes."""
    connection, last = session.connection(), _last_closed(session.connection())
    now, since = balance_totals(session), control_totals(session, last.business_date + timedelta(days=1), date.max)
    totals = {name: now[name] - since[name] for name in now}
    connection.execute(update(_RUN).where(_RUN.c.id == last.id).values(totals=totals))


def _last_closed(connection: Connection) -> Row[Any]:
    closed = select(_RUN.c.id, _RUN.c.business_date).where(_RUN.c.status == RunStatus.CLOSED)
    return connection.execute(closed.order_by(_RUN.c.business_date.desc()).limit(1)).one()
