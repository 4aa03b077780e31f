"""Disbursement: the payout of a contract's money, from request to reconciliation."""

import enum
from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from app.lowcode import Mask, Record, field, reference
from app.servicing.contract.model import Contract
from app.shared.column_types import Money
from app.shared.secret import secret


class DisbursementStatus(enum.StrEnum):
    """Each step is another person's."""

    REQUESTED = "requested"
    CHECKED = "finance_check"
    APPROVED = "approved"
    PAID = "paid"
    CONFIRMED = "confirmed"
    RECONCILED = "reconciled"
    CANCELLED = "cancelled"

    __labels__ = {"finance_check": "Checked by finance"}


class Payee(enum.StrEnum):
    """To whom the money goes; a used-car loan pays the seller or dealer."""

    CUSTOMER = "customer"
    SELLER = "seller"
    DEALER = "dealer"


class PayoutMethod(enum.StrEnum):
    """Non-cash is the rule; cash is for small amounts."""

    TRANSFER = "transfer"
    CASH = "cash"


PAID_OUT = (DisbursementStatus.PAID, DisbursementStatus.CONFIRMED, DisbursementStatus.RECONCILED)


class Disbursement(Record):
    """All payouts of one contract are made on one day, from which its schedule runs."""

    __prefix__ = "DIS"
    __title__ = ("contract", "payee_name")
    __table_args__ = (CheckConstraint("amount > 0", name="amount_is_positive"),)

    contract_id: Mapped[int] = reference(
        Contract, "Contract", listed=True, filtered=True, section="Payout", searchable=True
    )
    amount: Mapped[Money] = field("Amount", listed=True, filtered=True, minimum=1, section="Payout")
    planned_on: Mapped[date] = field("Planned for", listed=True, filtered=True, section="Payout")
    method: Mapped[PayoutMethod] = field("Method", filtered=True, default=PayoutMethod.TRANSFER, section="Payout")
    funding_source: Mapped[str] = field("Source of funds", section="Payout")
    status: Mapped[DisbursementStatus] = field(
        "Status",
        listed=True,
        filtered=True,
        default=DisbursementStatus.REQUESTED,
        editable=False,
        index=True,
        section="Payout",
    )
    payee: Mapped[Payee] = field("Payee", listed=True, filtered=True, default=Payee.CUSTOMER, section="Payee")
    payee_name: Mapped[str] = field("Name of the payee", listed=True, searchable=True, personal=True, section="Payee")
    account_name: Mapped[str | None] = field(
        "Account name", personal=True, help="Must be the payee's name.", section="Payee"
    )
    account_no: Mapped[str | None] = secret("Account number", mask=Mask.ACCOUNT, section="Payee")
    bank: Mapped[str | None] = field("Bank", section="Payee")
    paid_on: Mapped[date | None] = field("Paid on", listed=True, filtered=True, editable=False, section="Proof")
    bank_ref: Mapped[str | None] = field(
        "Bank reference", listed=True, searchable=True, unique=True, editable=False, section="Proof"
    )

    contract: Mapped[Contract]
