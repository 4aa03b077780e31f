"""Duties held apart by person: whoever may do everything by role still cannot do two steps of one payment."""

from collections.abc import Callable
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.lowcode.approval_step import ApprovalStep
from app.people.branch import Branch
from app.people.employee import Employee
from app.security.acting import as_system
from app.security.roles import Role
from app.servicing.contract.model import Contract
from app.servicing.disbursement.model import Disbursement, PayoutMethod
from app.servicing.ledger.model import LedgerEntry, LedgerLine
from app.servicing.payment_voucher.model import PaymentVoucher, VoucherCategory
from app.servicing.receipt.model import Allocation, Channel, Receipt
from app.shared.company import business_date
from app.shared.errors import Denied, NotFound
from app.shared.record import Governed
from tests.factories import servicing as make
from tests.factories.origination import take, write
from tests.factories.people import make_branch, make_employee
from tests.servicing.test_money_safety import LATE, PAID_OUT

ROLES = (Role.SALES, Role.ACCOUNTANT, Role.MANAGER, Role.CASHIER)
WRITTEN = (LedgerEntry, LedgerLine, Allocation, Receipt, ApprovalStep)


@pytest.fixture
def branch(session: Session) -> Branch:
    """A branch."""
    return make_branch(session)


@pytest.fixture
def people(session: Session, branch: Branch) -> list[Employee]:
    """Five persons who each hold every role that a payment passes."""
    with as_system(session, "test"):
        rows = list(session.scalars(select(RoleRow).where(RoleRow.name.in_(ROLES))))
        found = [make_employee(session, Role.SALES, branch) for _ in range(5)]
        for person in found:
            user = session.get(User, person.user_id)
            assert user is not None
            user.roles = rows
        session.flush()
    return found


def snapshot(session: Session, row: Governed) -> tuple[Any, ...]:
    """Return the stored row and how many rows money and its steps have written."""
    table, connection = type(row).__table__, session.connection()
    stored = connection.execute(select(table).where(table.c.id == row.id)).one()
    return tuple(stored), [connection.scalar(select(func.count()).select_from(t.__table__)) for t in WRITTEN]


def refused(session: Session, row: Governed, command: str, persons: list[Employee], **inputs: Any) -> None:
    """Prove that none of the persons can take the step, and that trying changes nothing."""
    session.flush()
    before = snapshot(session, row)
    for person in persons:
        with pytest.raises(Denied, match="Another person"):
            take(session, person, row, command, **inputs)
        assert snapshot(session, row) == before


def request_payout(session: Session, contract: Contract, person: Employee) -> Disbursement:
    """Let a person request the payout of the whole contract."""
    with as_system(session, "test"):
        payee, today = contract.customer.full_name, business_date(session)
    row = Disbursement(
        contract_id=contract.id,
        amount=contract.amount,
        planned_on=today,
        funding_source="deposits",
        payee_name=payee,
        account_name=payee,
        account_no="0123456789",
        bank="VCB",
    )
    return write(session, person, row)


def request_voucher(session: Session, person: Employee) -> PaymentVoucher:
    """Let a person request that an office bill is paid in cash."""
    return write(
        session,
        person,
        PaymentVoucher(
            payee="Công ty Điện lực",
            amount=2_000_000,
            category=VoucherCategory.OPEX,
            method=PayoutMethod.CASH,
            purpose="Tiền điện",
            supporting_documents="HĐ 0001",
        ),
    )


def test_a_payout_passes_five_persons(session: Session, branch: Branch, people: list[Employee]) -> None:
    make.set_day(session, PAID_OUT)
    contract = make.make_contract(session, branch, owner_id=people[0].id)
    payout = request_payout(session, contract, people[0])
    for number, step in enumerate(("check", "approve", "pay"), start=1):
        refused(session, payout, step, people[:number])
        take(session, people[number], payout, step)
    take(session, people[3], payout, "confirm", bank_ref="FT26015001")
    refused(session, payout, "reconcile", people[:4])
    take(session, people[4], payout, "reconcile")
    assert payout.status == "reconciled"
    assert make.balance_of(session, contract)["principal"] == contract.amount


def test_a_voucher_passes_four_persons_and_is_filed_by_another_than_paid_it(
    session: Session, people: list[Employee]
) -> None:
    voucher = request_voucher(session, people[0])
    for number, step in enumerate(("check", "approve", "pay"), start=1):
        refused(session, voucher, step, people[:number])
        take(session, people[number], voucher, step)
    assert voucher.number is not None
    refused(session, voucher, "book", [people[3]])
    take(session, people[1], voucher, "book")
    assert voucher.status == "booked"


def test_a_receipt_is_not_reversed_by_its_cashier(session: Session, branch: Branch, people: list[Employee]) -> None:
    loan = make.make_loan(session, PAID_OUT, branch)
    make.set_day(session, LATE)
    receipt = make.make_receipt(session, loan, 5_000_000)
    before = make.balance_of(session, loan)
    take(session, people[0], receipt, "post")
    held = snapshot(session, receipt)
    with pytest.raises(Denied, match="Another person"):
        take(session, people[0], receipt, "reverse", reason="Nhầm số tiền")
    assert snapshot(session, receipt) == held
    take(session, people[1], receipt, "reverse", reason="Nhầm số tiền")
    assert make.balance_of(session, loan)["principal"] == before["principal"]


def test_whoever_collected_the_money_does_not_post_it(session: Session, branch: Branch, people: list[Employee]) -> None:
    loan = make.make_loan(session, PAID_OUT, branch)
    make.set_day(session, LATE)
    facts = {"contract_id": loan.id, "amount": 1_000_000, "payer": "Payer", "value_on": LATE}
    receipt = write(session, people[0], Receipt(**facts, channel=Channel.COLLECTOR))
    with pytest.raises(Denied, match="collected the money"):
        take(session, people[0], receipt, "post")
    take(session, people[1], receipt, "post")
    counter = write(session, people[0], Receipt(**facts, channel=Channel.CASH))
    take(session, people[0], counter, "post")


@pytest.mark.parametrize(
    ("role", "step", "requested"),
    [
        (Role.SALES, "check", request_voucher),
        (Role.CASHIER, "check", request_voucher),
        (Role.MANAGER, "check", request_voucher),
        (Role.AUDITOR, "check", request_voucher),
    ],
)
def test_another_role_cannot_take_the_step_at_all(
    session: Session,
    branch: Branch,
    people: list[Employee],
    role: Role,
    step: str,
    requested: Callable[[Session, Employee], Governed],
) -> None:
    row = requested(session, people[0])
    stranger = make_employee(session, role, branch)
    before = snapshot(session, row)
    with pytest.raises((Denied, NotFound)):
        take(session, stranger, row, step)
    assert snapshot(session, row) == before
