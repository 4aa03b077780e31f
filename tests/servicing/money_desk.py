"""A cashier's desk whose loans and receipts are committed, for tests of several processes on one database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from flask import Flask
from flask_jwt_extended import create_access_token
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.extensions import db, writing
from app.people.employee import Employee
from app.people.reach import rebuild_reach
from app.security.acting import acting_as, as_system
from app.security.loading import load_principal
from app.security.roles import Role
from app.servicing.contract.model import Contract
from app.servicing.ledger.invariants import check_day, differences
from app.servicing.ledger.model import LedgerEntry, LedgerLine
from app.servicing.receipt.model import Allocation, Receipt
from tests.factories import servicing as make
from tests.factories.people import make_branch, make_employee

PAID_OUT = date(2026, 1, 15)
LATE = date(2026, 3, 16)


@dataclass(frozen=True)
class Desk:
    """One branch, its cashier's account, and its loans; all by id."""

    branch_id: int
    user_id: int
    loans: list[int]


@contextmanager
def transaction(app: Flask) -> Iterator[Session]:
    """Give a session of its own; what the block does not commit is rolled back."""
    with app.app_context(), writing():
        try:
            yield db.session()
        finally:
            db.session.rollback()
            db.session.remove()


def open_desk(app: Flask, loans: int) -> Desk:
    """Commit a new branch with a cashier and loans that are a month late."""
    with transaction(app) as session:
        branch = make_branch(session)
        cashier = make_employee(session, Role.CASHIER, branch)
        made = [make.make_loan(session, PAID_OUT, branch).id for _ in range(loans)]
        make.set_day(session, LATE)
        rebuild_reach(session)
        desk = Desk(branch.id, cashier.user_id or 0, made)
        session.commit()
    return desk


def draft(app: Flask, loan_id: int, *amounts: int) -> list[int]:
    """Commit draft receipts for a loan; return their ids."""
    with transaction(app) as session:
        with as_system(session, "test"):
            loan = session.scalars(select(Contract).where(Contract.id == loan_id)).one()
        ids = [make.make_receipt(session, loan, amount).id for amount in amounts]
        session.commit()
    return ids


def send(app: Flask, user_id: int, receipt_id: int, key: str, body: dict[str, str] | None = None) -> TestResponse:
    """Ask the API as that user to post a receipt."""
    with app.app_context():
        token = create_access_token(identity=str(user_id), fresh=True)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    return app.test_client().post(f"/api/v1/receipt/{receipt_id}/post", json=body or {}, headers=headers)


@contextmanager
def cashier_at(app: Flask, desk: Desk) -> Iterator[Session]:
    """Let the cashier act on a session of its own."""
    with transaction(app) as session:
        with as_system(session, "test"):
            name = session.scalars(select(Employee.full_name).where(Employee.user_id == desk.user_id)).one()
        with acting_as(session, load_principal(session, desk.user_id, name)):
            yield session


def counts(app: Flask) -> list[int]:
    """Return how many rows money has written and committed."""
    with transaction(app) as session:
        connection = session.connection()
        tables = (LedgerEntry, LedgerLine, Allocation)
        return [connection.scalar(select(func.count()).select_from(t.__table__)) or 0 for t in tables]


def numbers(app: Flask, desk: Desk) -> list[int]:
    """Return the running numbers of the branch's receipts in order."""
    table = Receipt.__table__
    with transaction(app) as session:
        query = select(table.c.number).where(table.c.branch_id == desk.branch_id, table.c.number.is_not(None))
        return sorted(int(number[-6:]) for number in session.connection().scalars(query))


def received(app: Flask, loan_id: int) -> int:
    """Return the sum of what is allocated to a loan, credit included."""
    table = Allocation.__table__
    with transaction(app) as session:
        query = select(func.sum(table.c.amount)).where(table.c.contract_id == loan_id)
        return int(session.connection().scalar(query) or 0)


def prove_books(app: Flask) -> None:
    """Prove every entry and every stored balance against the ledger's lines."""
    with transaction(app) as session:
        check_day(session, None, date(2999, 1, 1), {})
        assert differences(session) == []
