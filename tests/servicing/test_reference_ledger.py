"""Random lives of a loan: the books hold after every event, and a second ledger comes to the same balances (S20)."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.branch import Branch
from app.security.acting import as_system
from app.servicing.contract.model import ContractStatus
from app.servicing.instalment.model import InstalmentStatus
from app.servicing.ledger.invariants import check_day, differences
from app.servicing.payoff.operations import quote
from app.servicing.receipt.model import Purpose, Receipt, ReceiptStatus
from app.shared.holiday import Holiday
from tests.factories import servicing as make
from tests.factories.people import make_branch
from tests.servicing.reference_ledger import ReferenceLedger

PAID_OUT = date(2026, 1, 15)
AMOUNT, TERM, RATE, FEE_PERCENT = 12_000_000, 5, Fraction(24, 100), 3

AMOUNTS = st.one_of(
    st.sampled_from([1, 999, 1000, 2_600_000, 5_200_000, 30_000_000]), st.integers(min_value=1, max_value=9_000_000)
)
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), AMOUNTS),
        st.tuples(st.just("pay"), AMOUNTS),
        st.tuples(st.just("wait"), st.integers(min_value=1, max_value=40)),
        st.tuples(st.just("close"), st.integers(min_value=1, max_value=3)),
        st.tuples(st.just("reverse"), st.just(0)),
        st.tuples(st.just("settle"), st.just(0)),
    ),
    min_size=3,
    max_size=14,
)


@pytest.fixture
def branch(session: Session) -> Branch:
    """The branch of all the loans."""
    return make_branch(session)


class Life:
    """One loan, lived twice: in the application and in the reference ledger."""

    def __init__(self, session: Session, branch: Branch) -> None:
        self.session, self.day = session, PAID_OUT
        terms = {"amount": AMOUNT, "term": TERM, "first_due_on": None}
        self.loan = make.make_loan(session, PAID_OUT, branch, **terms)
        days = session.connection().scalars(select(Holiday.__table__.c.day)).all()
        self.reference = ReferenceLedger(AMOUNT, RATE, TERM, PAID_OUT, frozenset(days))
        self.receipts: list[Receipt] = []

    def on_the_books(self) -> bool:
        with as_system(self.session, "test"):
            return bool(self.loan.status is ContractStatus.EFFECTIVE)

    def pay(self, amount: int) -> None:
        if self.on_the_books():
            receipt = make.receive(self.session, self.loan, amount)
            self.receipts.append(receipt)
            self.reference.receive(receipt.id, self.day, amount)

    def wait(self, days: int) -> None:
        self.day += timedelta(days=days)
        make.set_day(self.session, self.day)

    def close(self, days: int) -> None:
        for _ in range(days):
            make.close_through(self.session, self.day)
            if self.on_the_books():
                self.reference.close(self.day)
            self.day += timedelta(days=1)

    def reverse(self, _: int) -> None:
        """Take back the latest receipt; late interest is whole again once the day is closed."""
        if self.receipts:
            receipt = self.receipts.pop()
            make.take_back(self.session, receipt)
            self.reference.take_back(receipt.id)
            self.close(1)

    def settle(self, _: int) -> None:
        """Pay what is quoted, see that nothing is left, and take it back."""
        if not self.on_the_books():
            return
        with as_system(self.session, "test"):
            total = quote(record=self.loan, on=self.day).total
        assert total == self.reference.payoff(self.day, FEE_PERCENT)
        if not total:
            return
        receipt = make.receive(self.session, self.loan, total, purpose=Purpose.EARLY_SETTLEMENT)
        assert not self.on_the_books()
        owed = make.balance_of(self.session, self.loan)
        assert {owed[name] for name in ("principal", "interest", "fees", "credit", "late_interest")} == {0}
        self.books_hold()
        make.take_back(self.session, receipt)
        assert self.on_the_books()
        self.reference._see(self.day)
        self.close(1)

    def books_hold(self) -> None:
        check_day(self.session, None, date(2999, 1, 1), {})
        assert differences(self.session) == []
        rows = [r for r in make.instalments_of(self.session, self.loan) if r["status"] != InstalmentStatus.RESCHEDULED]
        assert sum(row["principal"] for row in rows) == AMOUNT
        with as_system(self.session, "test"):
            posted = select(Receipt).where(Receipt.contract_id == self.loan.id, Receipt.status == ReceiptStatus.POSTED)
            receipts = self.session.scalars(posted).all()
        for receipt in receipts:
            parts = sum(amount for _, _, amount in make.allocated(self.session, receipt))
            assert parts == (-receipt.amount if receipt.reversal_of_id else receipt.amount)

    def balances(self) -> dict[str, int]:
        """Return the stored balances; what is suspended is owed all the same."""
        row: dict[str, Any] = make.balance_of(self.session, self.loan)
        found = {
            name: row[name] + row[f"suspended_{name}"] for name in ("interest", "overdue_interest", "late_interest")
        }
        return {"principal": row["principal"], "credit": row["credit"]} | found


# The first instalment falls due on the Sunday before Tết and may be paid until Monday, 23 February.
@example(events=[("wait", 38), ("close", 3), ("pay", 2_600_000), ("close", 1), ("reverse", 0)])
@example(events=[("wait", 39), ("pay", 1_000_000), ("close", 2), ("settle", 0)])
@example(events=[("pay", 5_200_000), ("wait", 39), ("close", 2), ("reverse", 0), ("wait", 30), ("close", 2)])
@given(events=EVENTS)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_life_of_a_loan_comes_to_the_same_balances(
    session: Session, branch: Branch, events: list[tuple[str, int]]
) -> None:
    attempt = session.begin_nested()
    try:
        life = Life(session, branch)
        for name, number in events:
            getattr(life, name)(number)
            life.books_hold()
            assert life.balances() == life.reference.balances(), (name, number)
    finally:
        attempt.rollback()
        session.expire_all()


def test_the_reference_ledger_knows_the_worked_examples() -> None:
    ledger = ReferenceLedger(50_000_000, RATE, 12, PAID_OUT)
    first, last = ledger.plan[0], ledger.plan[11]
    assert (first.interest, first.principal, last.interest, last.principal) == (1_019_178, 3_706_822, 94_278, 4_625_184)
    ledger.receive(1, date(2026, 3, 7), 4_804_706)
    assert {p.part: p.amount for p in ledger.money[0].parts} == {
        "principal": 3_706_822, "interest": 1_019_178, "overdue_int": 73_121, "late_int": 5_585}  # fmt: skip
