"""Contracts that are signed, paid out and repaid, through the operations that staff use."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.origination.application.model import Application, ApplicationStatus, LoanPurpose
from app.people.branch import Branch
from app.security.acting import as_system
from app.servicing.contract.model import Contract, ContractStatus
from app.servicing.disbursement.model import Disbursement, DisbursementStatus
from app.servicing.disbursement.operations import pay
from app.servicing.end_of_day.model import ParkedContract, RunStatus
from app.servicing.end_of_day.operations import advance, do_chunk, open_run, pending_chunks
from app.servicing.instalment.model import Instalment
from app.servicing.receipt import operations as receipts
from app.servicing.receipt.model import Allocation, Receipt, ReceiptStatus
from app.servicing.repayment.queries import balance_row
from app.shared.company import business_date, company
from app.shared.rounding import RoundingMode
from app.shared.schedule.terms import RepaymentMethod
from tests.factories.parties import make_customer
from tests.factories.people import make_branch
from tests.factories.products import make_product

_numbers, _PARKED = count(1), ParkedContract.__table__.c
E1 = {"amount": 50_000_000, "annual_rate": Decimal(24), "term": 12, "first_due_on": date(2026, 2, 15)}


def set_day(session: Session, day: date) -> None:
    """Let the company stand on a business date."""
    with as_system(session, "factory"):
        company(session).business_date = day
        session.flush()


def make_contract(session: Session, branch: Branch | None = None, **terms: Any) -> Contract:
    """Add a signed contract with the terms of worked example E1, unless others are given."""
    branch = branch or make_branch(session)
    customer, product = make_customer(session, branch), make_product(session)
    own = E1 | {
        "method": RepaymentMethod.ANNUITY,
        "instalment_rounding_unit": 1000,
        "instalment_rounding_mode": RoundingMode.UP,
        "overdue_rate_percent": Decimal(150),
        "late_interest_rate": Decimal(10),
        "prepayment_fees": {"1": "3", "2": "2", "3": "0"},
        "status": ContractStatus.SIGNED,
        "number": f"test-{next(_numbers)}",
        "signed_on": date(2025, 12, 31),
    }
    with as_system(session, "factory"):
        application = Application(
            customer_id=customer.id,
            product_id=product.id,
            branch_id=branch.id,
            amount=terms.get("amount", own["amount"]),
            term=terms.get("term", own["term"]),
            purpose=LoanPurpose.HOUSEHOLD_GOODS,
            status=ApplicationStatus.CONTRACTING,
        )
        session.add(application)
        session.flush()
        place = {"customer_id": customer.id, "product_id": product.id, "branch_id": branch.id}
        contract = Contract(application_id=application.id, **place, **(own | terms))
        session.add(contract)
        session.flush()
    return contract


def pay_out(session: Session, contract: Contract) -> Disbursement:
    """Pay a signed contract out in one sum on the business date."""
    with as_system(session, "factory"):
        row = Disbursement(
            contract_id=contract.id,
            amount=contract.amount,
            planned_on=company(session).business_date,
            funding_source="deposits",
            payee_name="Payee",
            account_name="PAYEE",
            account_no="0123456789",
            bank="VCB",
            status=DisbursementStatus.APPROVED,
        )
        session.add(row)
        session.flush()
        pay(record=row)
        row.status = DisbursementStatus.PAID
        session.flush()
    return row


def make_loan(session: Session, on: date, branch: Branch | None = None, **terms: Any) -> Contract:
    """Add a contract and pay it out on `on`, which becomes the business date."""
    set_day(session, on)
    contract = make_contract(session, branch, **terms)
    pay_out(session, contract)
    return contract


def make_receipt(session: Session, contract: Contract, amount: int, **facts: Any) -> Receipt:
    """Add a draft receipt of the business date."""
    with as_system(session, "factory"):
        own = {"payer": "Payer", "value_on": company(session).business_date}
        row = Receipt(contract_id=contract.id, amount=amount, **(own | facts))
        session.add(row)
        session.flush()
    return row


def receive(session: Session, contract: Contract, amount: int, **facts: Any) -> Receipt:
    """Post a receipt."""
    row = make_receipt(session, contract, amount, **facts)
    with as_system(session, "factory"):
        receipts.post(record=row)
        row.status = ReceiptStatus.POSTED
        session.flush()
    return row


def take_back(session: Session, receipt: Receipt) -> Receipt:
    """Reverse a receipt."""
    with as_system(session, "factory"):
        return receipts.reverse(record=receipt)


def close_through(session: Session, day: date, *, contracts_per_chunk: int = 2000, parked: int = 0) -> None:
    """Close every open day up to `day` in the session's own transaction; `parked` contracts are to be left out."""
    with as_system(session, "end of day"):
        while business_date(session) <= day:
            run = open_run(session, contracts_per_chunk=contracts_per_chunk)
            while run.status is not RunStatus.CLOSED:
                for chunk_id in pending_chunks(session, run.id):
                    do_chunk(session, chunk_id)
                status = advance(session, run.id, contracts_per_chunk=contracts_per_chunk)
                assert status is not RunStatus.STOPPED, run.differences
            found = session.connection().scalars(select(_PARKED.error).where(_PARKED.run_id == run.id)).all()
            assert len(found) == parked, found


def balance_of(session: Session, contract: Contract) -> dict[str, Any]:
    """Return the contract's balance by column name."""
    return dict(balance_row(session, contract.id)._mapping)


def instalments_of(session: Session, contract: Contract) -> list[dict[str, Any]]:
    """Return the contract's instalments by column name, those of the oldest schedule first."""
    table = Instalment.__table__
    query = select(table).where(table.c.contract_id == contract.id).order_by(table.c.schedule_version, table.c.k)
    return [dict(row) for row in session.connection().execute(query).mappings()]


def allocated(session: Session, receipt: Receipt) -> list[tuple[int | None, str, int]]:
    """Return (instalment number, component, amount) of a receipt in the order of posting."""
    query = (
        select(Instalment.__table__.c.k, Allocation.__table__.c.component, Allocation.__table__.c.amount)
        .outerjoin_from(Allocation.__table__, Instalment.__table__)
        .where(Allocation.__table__.c.receipt_id == receipt.id)
        .order_by(Allocation.__table__.c.id)
    )
    return [(k, str(component), amount) for k, component, amount in session.connection().execute(query)]
