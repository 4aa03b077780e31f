"""What the demo posts in bulk is what the operations post day by day: the same lines, allocations and balances."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.people.employee import Unit
from app.security.acting import as_system
from app.security.roles import Role
from app.servicing.contract.model import Contract
from app.servicing.disbursement.model import Disbursement, DisbursementStatus
from app.servicing.payment_voucher.model import PaymentVoucher, VoucherCategory, VoucherStatus
from app.servicing.payment_voucher.operations import pay as pay_voucher
from app.servicing.receipt.model import Purpose, Receipt
from seed.demo.bulk import Bulk
from seed.demo.counter import Counter
from seed.demo.history import History
from seed.demo.journal import Journal
from seed.demo.loans import Loan
from seed.demo.repayment import Happening, Kind
from seed.demo.vouchers import Expense, Payments
from seed.demo.world import Person, World
from tests.factories.people import make_branch, make_employee
from tests.factories.servicing import close_through, make_contract, pay_out, receive, set_day

FIRST, LAST = date(2026, 1, 15), date(2026, 3, 6)
DUE = date(2026, 2, 15)
# In time and early; late into group 2, a part, then all; settled early; nothing at all until it is written off.
PLANS = (
    (Happening(date(2026, 2, 13), Kind.INSTALMENT, 4_726_000),),
    (Happening(date(2026, 3, 2), Kind.PART, 900_000), Happening(date(2026, 3, 4), Kind.ARREARS)),
    (Happening(date(2026, 2, 25), Kind.SETTLEMENT),),
    (Happening(date(2026, 3, 3), Kind.WRITE_OFF), Happening(date(2026, 3, 5), Kind.PART, 1_000_000)),
)
_NOT_COMPARED = {
    "id",
    "created_at",
    "created_by_id",
    "entry_id",
    "receipt_id",
    "source_id",
    "contract_id",
    "instalment_id",
}


@pytest.fixture(scope="module")
def engine_name() -> str:
    """SQLite alone: the bulk path computes in Python."""
    return "sqlite"


def facts(session: Session, table: str, contract_id: int) -> list[tuple[Any, ...]]:
    """Return what a contract left in a table, keys and instants aside, in an order of its own."""
    rows = session.connection().execute(text(f"SELECT * FROM {table} WHERE contract_id = {contract_id}")).mappings()
    kept = [tuple((k, v) for k, v in row.items() if k not in _NOT_COMPARED and k != "branch_id") for row in rows]
    return sorted(kept, key=str)


def contracts(session: Session) -> list[Contract]:
    return [make_contract(session, first_due_on=DUE) for _ in PLANS]


def in_bulk(session: Session) -> list[int]:
    """Play the plans in bulk and return the contracts and what their receipts took."""
    with as_system(session, "test"):
        signed = contracts(session)
        loans, happenings = [], {}
        for contract, plan in zip(signed, PLANS, strict=True):
            payout = Disbursement(
                contract_id=contract.id, amount=contract.amount, planned_on=FIRST, funding_source="vốn",
                payee_name="Payee", account_name="PAYEE", account_no="01", bank="VCB",
                status=DisbursementStatus.APPROVED,
            )  # fmt: skip
            session.add(payout)
            session.flush()
            loan = Loan(
                "unsecured", None, FIRST, contract.amount, 12, contract.annual_rate, contract.method, "low", None
            )
            loan.keys = {"contract": contract.id, "disbursement": payout.id, "payer": "Payer"}
            loans.append(loan)
            happenings[loan] = list(plan)
        rows = {c.id: {x.name: getattr(c, x.name) for x in Contract.__table__.c} for c in signed}
        dice = Random(1)  # noqa: S311 - a test's dice
        world = World(1, LAST, 1, Bulk(session, dice))
        History(world, session, FIRST, None).play(rows, loans, happenings)
        session.expire_all()
        return [c.id for c in signed]


def by_operations(session: Session, amounts: list[list[tuple[int, Any]]]) -> list[int]:
    """Play the plans day by day through the operations that staff use."""
    from app.servicing.write_off.operations import write_off

    set_day(session, FIRST)
    signed = contracts(session)
    for contract in signed:
        pay_out(session, contract)
    day = FIRST
    while day < LAST:
        for contract, plan, taken in zip(signed, PLANS, amounts, strict=True):
            for happening in (h for h in plan if h.on == day):
                if happening.kind is Kind.WRITE_OFF:
                    with as_system(session, "test"):
                        write_off(contract, source=contract)
                    continue
                settles = happening.kind is Kind.SETTLEMENT
                purpose = Purpose.EARLY_SETTLEMENT if settles else Purpose.INSTALMENT
                amount, channel = taken.pop(0)
                receive(session, contract, amount, channel=channel, purpose=purpose)
        close_through(session, day)
        day += timedelta(days=1)
    return [c.id for c in signed]


def lines_of_vouchers(session: Session) -> list[tuple[Any, ...]]:
    """Return what payments of vouchers posted, keys and instants aside, and how the vouchers stand."""
    query = """SELECT e.kind, e.business_date, e.value_on, e.contract_id, e.branch_id, e.source_entity, l.account_id,
                      l.component, l.k, l.debit, l.credit, l.branch_id, v.number, v.amount_in_words, v.paid_on
               FROM ledger_entry e JOIN ledger_line l ON l.entry_id = e.id JOIN payment_voucher v ON v.entry_id = e.id
               WHERE e.kind = 'voucher' ORDER BY l.debit, l.credit"""
    return [tuple(row) for row in session.connection().execute(text(query))]


@pytest.mark.parametrize("category", ["opex", "commission", "legal_cost", "award"])
def test_vouchers_are_posted_and_numbered_alike(session: Session, category: str) -> None:
    employee = make_employee(session, None, make_branch(session))
    person = Person(employee.id, 0, "Payer", Role.ACCOUNTANT, Unit.FINANCE, employee.branch_id, None)
    expense = Expense(FIRST, "Điện lực", 6_240_000, VoucherCategory(category), "Tiền điện", person)
    set_day(session, expense.paid_on)
    with as_system(session, "test"):
        savepoint = session.begin_nested()
        world = World(1, LAST, 1, Bulk(session, Random(1)))  # noqa: S311 - a test's dice
        counter = Counter(world.bulk, Journal(session, world.bulk, expense.paid_on), None, Random(1))  # noqa: S311
        posts = {post: [replace(person, user_id=None)] for post in ("accountant", "deputy", "cashier_ho")}
        Payments(world, counter, [replace(expense, requester=posts["deputy"][0])], posts).of_day(expense.paid_on)
        world.bulk.write()
        found = lines_of_vouchers(session)
        savepoint.rollback()
        session.expunge_all()
        voucher = PaymentVoucher(
            payee="Điện lực", amount=6_240_000, category=VoucherCategory(category), purpose="Tiền điện",
            supporting_documents="Hóa đơn", branch_id=person.branch_id, status=VoucherStatus.APPROVED,
        )  # fmt: skip
        session.add(voucher)
        session.flush()
        pay_voucher(record=voucher, bank_ref="UNC1")
        session.flush()
        assert lines_of_vouchers(session) == found
        assert len(found) == 2


def test_the_same_lines_allocations_instalments_and_balances(session: Session) -> None:
    tables = ("ledger_line", "allocation", "instalment", "contract_balance", "risk_snapshot")
    savepoint = session.begin_nested()
    bulk_ids = in_bulk(session)
    with as_system(session, "test"):
        found = [{table: facts(session, table, key) for table in tables} for key in bulk_ids]
        amounts = [
            list(
                session.execute(
                    select(Receipt.amount, Receipt.channel).where(Receipt.contract_id == key).order_by(Receipt.id)
                ).all()
            )
            for key in bulk_ids
        ]
    savepoint.rollback()
    session.expunge_all()
    operated = by_operations(session, amounts)
    with as_system(session, "test"):
        for plan, (key, bulk) in enumerate(zip(operated, found, strict=True)):
            for table in tables:
                assert facts(session, table, key) == bulk[table], f"plan {plan}, {table}"
