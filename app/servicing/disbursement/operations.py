"""Paying out a contract: finance checks it, a manager approves it, a cashier pays it, accounting reconciles it."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.security.acting import session_of
from app.servicing.contract.locking import locked
from app.servicing.contract.model import Contract, ContractStatus
from app.servicing.contract.operations import activate
from app.servicing.disbursement.model import PAID_OUT, Disbursement, Payee, PayoutMethod
from app.servicing.disbursement.rules import plain_name
from app.servicing.instalment.operations import open_books
from app.servicing.ledger.model import AccountRole, EntryKind
from app.servicing.ledger.operations import credit, debit, post
from app.servicing.receipt.rules import Component
from app.shared.company import business_date
from app.shared.errors import Conflict, InvalidInput
from app.shared.text import msg

_PAYABLE = (ContractStatus.SIGNED, ContractStatus.EFFECTIVE)


def check(*, record: Disbursement) -> None:
    """Let finance confirm that the contract is signed, the payee right and the amount within the contract."""
    session = session_of(record)
    contract = locked(session, record.contract_id)
    if contract.status not in _PAYABLE:
        raise Conflict(msg("The contract must be signed before money is paid out."))
    if record.payee is Payee.CUSTOMER and plain_name(record.payee_name) != plain_name(contract.customer.full_name):
        raise Conflict(msg("The payee must be the customer, or be named as seller or dealer."))
    _refuse_above_contract(session, record, contract)


def pay(*, record: Disbursement) -> None:
    """Pay out: post it, and with the first payout make the contract effective and write its schedule.

    All payouts of one contract are made on one business date, from which interest runs. Raises Conflict.
    """
    session = session_of(record)
    contract, today = locked(session, record.contract_id), business_date(session)
    if contract.status not in _PAYABLE or contract.effective_on not in (None, today):
        raise Conflict(msg("All payouts of a contract are made on the day of the first one."))
    _refuse_above_contract(session, record, contract)
    is_first = contract.status is ContractStatus.SIGNED
    fee = contract.upfront_fee if is_first else 0
    if fee >= record.amount:
        raise Conflict(msg("The fee kept back exceeds the payout."))
    if is_first:
        activate(contract, today)
        session.flush()
        open_books(contract, today)
    account = AccountRole.CASH if record.method is PayoutMethod.CASH else AccountRole.BANK
    lines = [
        debit(AccountRole.PRINCIPAL, record.amount, Component.PRINCIPAL),
        credit(account, record.amount - fee),
        credit(AccountRole.FEE_INCOME, fee, Component.FEE),
    ]
    post(session, EntryKind.DISBURSEMENT, lines, source=record, contract=contract)
    record.paid_on = today


def confirm(*, record: Disbursement, bank_ref: str) -> None:
    """Note the bank's reference of the payout; it can belong to one payout only."""
    session = session_of(record)
    taken = select(Disbursement.id).where(Disbursement.bank_ref == bank_ref, Disbursement.id != record.id)
    if session.scalar(taken) is not None:
        raise InvalidInput.of({"bank_ref": msg("This reference belongs to another payout.")})
    record.bank_ref = bank_ref


def paid_out(session: Session, contract_id: int) -> int:
    """Return what has been paid out of a contract, minor units."""
    query = select(func.sum(Disbursement.amount)).where(
        Disbursement.contract_id == contract_id, Disbursement.status.in_(PAID_OUT)
    )
    return int(session.scalar(query) or 0)


def _refuse_above_contract(session: Session, record: Disbursement, contract: Contract) -> None:
    left = contract.amount - paid_out(session, contract.id)
    if record.amount > left:
        raise Conflict(msg("At most {left} of the contract is still to be paid out.", left=left))
