"""The money properties that a lender's books stand on, each on both databases."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from app.lowcode.idempotency import claim, settle
from app.security.acting import as_system
from app.servicing.contract.model import Contract
from app.servicing.ledger.invariants import check_day, differences
from app.servicing.ledger.model import AccountRole, EntryKind, LedgerEntry, LedgerLine
from app.servicing.ledger.operations import DayIsClosed, Unbalanced, credit, debit, post
from app.servicing.receipt.model import Allocation, Receipt
from app.servicing.receipt.rules import Component
from app.shared.errors import Conflict, InvalidInput
from tests.factories import servicing as make

PAID_OUT = date(2026, 1, 15)
LATE = date(2026, 3, 16)


def counts(session: Session) -> list[int]:
    """Return how many rows money has written."""
    tables = (LedgerEntry, LedgerLine, Allocation)
    return [session.connection().scalar(select(func.count()).select_from(t.__table__)) or 0 for t in tables]


def amounts_of(session: Session, loan: Contract) -> list[dict[str, Any]]:
    """Return all of the instalments but the status, which moves with the day and not with the money."""
    return [{k: v for k, v in row.items() if k != "status"} for row in make.instalments_of(session, loan)]


def books_are_right(session: Session) -> bool:
    """Prove all postings and every balance."""
    check_day(session, None, date(2999, 1, 1), {})
    return differences(session) == []


@pytest.fixture
def loan(session: Session) -> Contract:
    """The loan of E1, a month late."""
    contract = make.make_loan(session, PAID_OUT)
    make.set_day(session, LATE)
    return contract


class TestS1SameKey:
    def test_acts_once_and_answers_the_same(self, session: Session, loan: Contract) -> None:
        def command(amount: int) -> dict[str, Any]:
            asked = {"contract": loan.id, "amount": amount}
            answer = claim(session, "user:1", "receipt-key-1", asked)
            if answer is None:
                answer = {"number": make.receive(session, loan, amount).number}
                settle(session, "user:1", "receipt-key-1", answer)
            return dict(answer)

        first = command(1_000_000)
        written = counts(session)
        assert command(1_000_000) == first
        assert counts(session) == written
        with pytest.raises(Conflict):
            command(2_000_000)


class TestS2S3S6RandomSequences:
    @pytest.mark.parametrize("seed", range(4))
    def test_hold(self, session: Session, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        loans = [make.make_loan(session, PAID_OUT) for _ in range(2)]
        day = PAID_OUT
        for _ in range(8):
            day += timedelta(days=chance.randrange(1, 25))
            make.set_day(session, day)
            loan = chance.choice(loans)
            receipt = make.receive(session, loan, chance.choice([1, 700_000, 4_726_000, 9_000_000]))
            if chance.random() < 0.4:
                make.take_back(session, receipt)
            if chance.random() < 0.3:
                make.close_through(session, day)
            assert books_are_right(session)

    def test_allocations_sum_to_the_receipt(self, session: Session, loan: Contract) -> None:
        receipt = make.receive(session, loan, 12_345_678)
        assert sum(amount for _, _, amount in make.allocated(session, receipt)) == 12_345_678
        reversal = make.take_back(session, receipt)
        assert sum(amount for _, _, amount in make.allocated(session, reversal)) == -12_345_678


class TestS3Balance:
    @pytest.mark.parametrize(
        "lines",
        [
            [debit(AccountRole.BANK, 100), credit(AccountRole.FEE_INCOME, 99)],
            [debit(AccountRole.BANK, 100), credit(AccountRole.CONTRA, 100)],
            [],
        ],
    )
    def test_an_entry_out_of_balance_is_not_posted(self, session: Session, loan: Contract, lines: list[Any]) -> None:
        with as_system(session, "test"), pytest.raises(Unbalanced):
            post(session, EntryKind.VOUCHER, lines, source=loan, contract=loan)


class TestS4NoNegatives:
    def test_more_principal_than_there_is_is_refused_by_the_database(self, session: Session, loan: Contract) -> None:
        lines = [debit(AccountRole.BANK, 60_000_000), credit(AccountRole.PRINCIPAL, 60_000_000, Component.PRINCIPAL, 1)]
        with as_system(session, "test"), pytest.raises(IntegrityError):
            post(session, EntryKind.RECEIPT, lines, source=loan, contract=loan)

    def test_overpayment_waits_as_credit_and_pays_the_next_due_date(self, session: Session) -> None:
        loan = make.make_loan(session, PAID_OUT)
        make.set_day(session, date(2026, 2, 15))
        make.receive(session, loan, 10_000_000)
        assert make.balance_of(session, loan)["credit"] == 10_000_000 - 4_726_000
        make.close_through(session, date(2026, 3, 15))
        second = make.instalments_of(session, loan)[1]
        assert (second["status"], make.balance_of(session, loan)["credit"]) == ("paid", 10_000_000 - 2 * 4_726_000)
        assert books_are_right(session)


class TestS7Immutability:
    @pytest.mark.parametrize("table", ["ledger_entry", "ledger_line", "allocation", "receipt"])
    @pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET created_by_id = NULL"])
    def test_the_database_refuses(self, session: Session, loan: Contract, table: str, change: str) -> None:
        make.receive(session, loan, 5_000_000)
        with pytest.raises(DatabaseError, match="posted"):
            session.connection().execute(text(change.format(table)))

    def test_a_reversal_restores_every_balance_and_instalment(self, session: Session, loan: Contract) -> None:
        make.receive(session, loan, 1_000_000)
        before = make.balance_of(session, loan), amounts_of(session, loan)
        make.take_back(session, make.receive(session, loan, 30_000_000))
        assert (make.balance_of(session, loan), amounts_of(session, loan)) == before

    def test_happens_once(self, session: Session, loan: Contract) -> None:
        receipt = make.receive(session, loan, 1_000_000)
        reversal = make.take_back(session, receipt)
        for again in (receipt, reversal):
            with pytest.raises(Conflict):
                make.take_back(session, again)

    def test_an_older_receipt_is_refused_with_the_reason(self, session: Session, loan: Contract) -> None:
        older, latest = (make.receive(session, loan, 1_000_000) for _ in range(2))
        with pytest.raises(Conflict, match=str(latest.number)):
            make.take_back(session, older)


class TestClosedDay:
    def test_takes_no_posting(self, session: Session, loan: Contract) -> None:
        make.close_through(session, LATE)
        make.set_day(session, LATE)
        with pytest.raises(DayIsClosed):
            make.receive(session, loan, 1_000_000)


class TestS9Numbers:
    def test_run_without_gaps_over_refusals_and_rollbacks(self, session: Session, loan: Contract) -> None:
        for amount in (1_000_000, 2_000_000, 3_000_000):
            attempt = session.begin_nested()
            make.receive(session, loan, 999_999)
            attempt.rollback()
            with pytest.raises(InvalidInput):
                make.receive(session, loan, amount, value_on=LATE + timedelta(days=1))
            make.receive(session, loan, amount)
        query = select(Receipt.__table__.c.number).where(Receipt.__table__.c.contract_id == loan.id)
        numbers = sorted(int(n[-6:]) for n in session.connection().scalars(query) if n)
        assert numbers == [1, 2, 3]


class TestS10Atomic:
    def test_a_failure_at_any_statement_leaves_nothing(self, session: Session, loan: Contract) -> None:
        receipt = make.make_receipt(session, loan, 5_000_000)
        before = counts(session), make.balance_of(session, loan), make.instalments_of(session, loan)
        statement, survived = 0, False
        while not survived:
            statement += 3
            attempt = session.begin_nested()
            with failing_at(session, statement):
                try:
                    with as_system(session, "test"):
                        make.receipts.post(record=receipt)
                    survived = True
                except Planted:
                    pass
            attempt.rollback()
            assert (counts(session), make.balance_of(session, loan), make.instalments_of(session, loan)) == before
        assert statement > 20


class Planted(Exception):
    """The failure that a test plants between two statements."""


class failing_at:  # noqa: N801 - reads as what it does
    """Raise Planted instead of running the n-th statement of the block."""

    def __init__(self, session: Session, n: int) -> None:
        self.connection, self.left = session.connection(), n

    def __enter__(self) -> Callable[..., None]:
        event.listen(self.connection, "before_cursor_execute", self._count)
        return self._count

    def __exit__(self, *_: object) -> None:
        event.remove(self.connection, "before_cursor_execute", self._count)

    def _count(self, *_: object) -> None:
        self.left -= 1
        if self.left == 0:
            raise Planted
