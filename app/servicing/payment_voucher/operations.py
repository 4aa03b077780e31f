"""Paying a voucher: posted and numbered when the money leaves."""

from app.security.acting import session_of
from app.servicing.contract.locking import locked
from app.servicing.disbursement.model import PayoutMethod
from app.servicing.ledger.model import AccountRole, EntryKind
from app.servicing.ledger.operations import credit, debit, post
from app.servicing.payment_voucher.model import PaymentVoucher, VoucherCategory
from app.servicing.receipt.rules import Component
from app.servicing.repayment.queries import balance_row
from app.shared.amount_in_words import amount_on_paper
from app.shared.company import business_date, company
from app.shared.errors import Conflict, InvalidInput
from app.shared.money import Currency
from app.shared.numbering import next_number
from app.shared.text import msg

EXPENSES = {
    VoucherCategory.COMMISSION: AccountRole.MARKETING_EXPENSE,
    VoucherCategory.CAMPAIGN: AccountRole.MARKETING_EXPENSE,
    VoucherCategory.OPEX: AccountRole.OPERATING_EXPENSE,
    VoucherCategory.LEGAL_COST: AccountRole.OPERATING_EXPENSE,
    VoucherCategory.AWARD: AccountRole.OPERATING_EXPENSE,
}


def pay(*, record: PaymentVoucher, bank_ref: str | None = None) -> None:
    """Pay an approved voucher; a refund is at most the customer's credit. Raises Conflict, InvalidInput."""
    session = session_of(record)
    if record.method is PayoutMethod.TRANSFER and not bank_ref:
        raise InvalidInput.of({"bank_ref": msg("A transfer needs the bank's reference.")})
    contract = locked(session, record.contract_id) if record.contract_id else None
    if record.category is VoucherCategory.REFUND:
        held = balance_row(session, contract.id).credit if contract else 0
        if record.amount > held:
            raise Conflict(msg("The customer's credit is {credit}: no more can be refunded.", credit=held))
        spent = debit(AccountRole.CUSTOMER_CREDIT, record.amount, Component.SUSPENSE)
    else:
        spent = debit(EXPENSES[record.category], record.amount)
    cash = AccountRole.CASH if record.method is PayoutMethod.CASH else AccountRole.BANK
    record.entry_id = post(
        session,
        EntryKind.VOUCHER,
        [spent, credit(cash, record.amount)],
        source=record,
        contract=contract,
        branch_id=record.branch_id,
    )
    record.paid_on, record.bank_ref = business_date(session), bank_ref
    firm = company(session)
    record.amount_in_words = amount_on_paper(record.amount, Currency(firm.currency, firm.currency_exponent))
    session.flush()
    series = f"voucher/{record.branch_id}/{record.paid_on.year}"
    record.number = f"PC{record.branch_id:02d}-{record.paid_on.year}-{next_number(session, series):06d}"
