"""A sound book is loaded whole, once, into an empty company, and its figures are those of the file."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.parties.customer.model import Customer
from app.security.acting import as_system
from app.servicing.balance.model import ContractBalance
from app.servicing.book_import import operations
from app.servicing.book_import.operations import load_book
from app.servicing.contract.model import Contract
from app.servicing.instalment.model import Instalment
from app.shared.errors import Conflict
from tests.servicing.book_import import book


def test_outstanding_and_payments_are_those_of_the_file(session: Session, tmp_path: Path) -> None:
    lines = book.rows(30)
    lines[4]["paid_total"] += "4"  # a third decimal
    lines[7]["installment"] = "1.00"
    steps: list[tuple[int, int]] = []
    batch, findings = load_book(
        session, book.stored(tmp_path, book.text(lines)), book.mapping(), progress=lambda *step: steps.append(step)
    )
    assert steps[-1] == (30, 30)
    assert [(f.line, f.column, str(f.severity)) for f in findings] == [
        (6, "paid_total", "rounded"),
        (9, "installment", "differs"),
    ]
    balance, row = ContractBalance.__table__, Instalment.__table__
    read = session.connection().execute
    owed = sum(round(float(line["balance"]) * 100) for line in lines)
    assert read(select(func.sum(balance.c.principal))).scalar() == owed == batch.outstanding
    paid = read(select(func.sum(row.c.paid_principal), func.sum(row.c.paid_interest))).one()
    for found, heading in zip(paid, ("paid_principal", "paid_interest"), strict=True):
        assert found == sum(round(float(line[heading]) * 100) for line in lines)
    per_loan = select(func.sum(row.c.principal) - balance.c.disbursed)
    assert set(
        read(
            per_loan.join(balance, balance.c.contract_id == row.c.contract_id).group_by(
                row.c.contract_id, balance.c.disbursed
            )
        ).scalars()
    ) == {0}


def test_the_same_file_doubles_nothing_and_another_is_refused(session: Session, tmp_path: Path) -> None:
    first = book.stored(tmp_path, book.text(book.rows(3)))
    batch, _ = load_book(session, first, book.mapping())
    after = book.counts(session)
    again, findings = load_book(session, first, book.mapping())
    assert (again.id, findings, book.counts(session)) == (batch.id, [], after)
    with pytest.raises(Conflict):
        load_book(session, book.stored(tmp_path, book.text(book.rows(4))), book.mapping())
    assert book.counts(session) == after


def test_an_income_written_with_an_exponent_is_kept(session: Session, tmp_path: Path) -> None:
    lines = book.rows(2)
    lines[0]["annual_income"], lines[1]["annual_income"] = "1.2e+05", ""
    load_book(session, book.stored(tmp_path, book.text(lines)), book.mapping())
    with as_system(session, "look"):
        query = select(Customer.monthly_income).where(Customer.migrated).order_by(Customer.id)
        assert session.scalars(query).all() == [10_000_00, None]


def test_a_second_import_waits_for_the_first(session: Session, tmp_path: Path) -> None:
    """Otherwise both would find the company empty, and both would load."""
    load_book(session, book.stored(tmp_path, book.text(book.rows(2))), book.mapping())
    with session.get_bind().connect() as other:
        if other.dialect.name == "postgresql":
            assert not other.scalar(select(func.pg_try_advisory_xact_lock(operations.ONE_IMPORT)))


def test_a_failure_halfway_leaves_nothing(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "_CHUNK", 4)
    before = book.counts(session)

    def fail(done: int, _all: int) -> None:
        if done == 8:
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk"):
        load_book(session, book.stored(tmp_path, book.text(book.rows(12))), book.mapping(), progress=fail)
    assert book.counts(session)["Contract"] == before["Contract"] + 8
    session.rollback()
    assert book.counts(session) == before


def test_a_charged_off_loan_is_written_off_by_an_entry_of_its_own(session: Session, tmp_path: Path) -> None:
    lines = book.rows(2)
    lines[0] |= {"loan_status": "Charged Off", "balance": "0"}
    load_book(session, book.stored(tmp_path, book.text(lines)), book.mapping())
    with as_system(session, "look"):
        lost = session.scalars(select(Contract).where(Contract.external_reference == "1")).one()
        balance = session.scalars(select(ContractBalance).where(ContractBalance.contract_id == lost.id)).one()
    owed = round((float(lines[0]["loan_amount"]) - float(lines[0]["paid_principal"])) * 100)
    assert (str(lost.status), balance.principal, balance.interest) == ("written_off", 0, 0)
    assert owed <= balance.written_off <= owed + 5_000  # the interest that was earned stays owed too
