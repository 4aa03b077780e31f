"""Receipt and its allocation: money that came in for a contract, and which debts it paid."""

import enum
from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from app.lowcode import PostedRecord, Record, field, reference
from app.people.branch import Branch
from app.people.employee import Employee
from app.servicing.contract.model import Contract
from app.servicing.instalment.model import Instalment
from app.servicing.ledger.model import LedgerEntry
from app.servicing.receipt.rules import Component
from app.shared.column_types import Money


class ReceiptStatus(enum.StrEnum):
    """A posted receipt never changes; whether it is reversed, the reversing receipt tells."""

    DRAFT = "draft"
    POSTED = "posted"
    CANCELLED = "cancelled"


class Channel(enum.StrEnum):
    """How the money arrived; it decides the cash account."""

    CASH = "cash"
    TRANSFER = "transfer"
    WALLET = "wallet"
    COLLECTOR = "collector"
    DEBIT = "debit"

    __labels__ = {"wallet": "E-wallet", "collector": "Through a collector", "debit": "Direct debit"}


class Purpose(enum.StrEnum):
    """What the payer wants: money beyond what is due waits as credit unless the whole loan is to end."""

    INSTALMENT = "instalment"
    EARLY_SETTLEMENT = "early_settlement"


class Receipt(Record):
    """Numbered without gaps when posted; a reversing receipt has the same amount and names what it reverses."""

    __prefix__ = "REC"
    __title__ = ("number", "payer")
    __posted_when__ = "OLD.status = 'posted'"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint(
            "status <> 'posted' OR (number IS NOT NULL AND entry_id IS NOT NULL)", name="posted_is_complete"
        ),
        Index("ix_receipt_contract_id_status", "contract_id", "status"),
    )

    number: Mapped[str | None] = field("Number", listed=True, searchable=True, unique=True, editable=False)
    contract_id: Mapped[int] = reference(Contract, "Contract", listed=True, filtered=True, index=False, searchable=True)
    payer: Mapped[str] = field("Payer", listed=True, searchable=True, personal=True)
    amount: Mapped[Money] = field("Amount", listed=True, filtered=True, minimum=1)
    amount_in_words: Mapped[str | None] = field("In words", max_length=400, editable=False)
    channel: Mapped[Channel] = field("Channel", listed=True, filtered=True, default=Channel.CASH)
    purpose: Mapped[Purpose] = field("Purpose", filtered=True, default=Purpose.INSTALMENT)
    bank_ref: Mapped[str | None] = field("Bank reference", searchable=True, unique=True)
    value_on: Mapped[date] = field(
        "Value date", listed=True, filtered=True, index=True, today=True, help="The day on which the money reached us."
    )
    posted_on: Mapped[date | None] = field("Posted for", filtered=True, editable=False, index=True)
    status: Mapped[ReceiptStatus] = field(
        "Status", listed=True, filtered=True, default=ReceiptStatus.DRAFT, editable=False, index=True
    )
    cashier_id: Mapped[int | None] = reference(Employee, "Cashier", filtered=True, editable=False)
    branch_id: Mapped[int | None] = reference(Branch, "Branch", filtered=True, editable=False)
    reversal_of_id: Mapped[int | None] = reference(
        "Receipt", "Reverses", listed=True, unique=True, editable=False, index=False
    )
    reason: Mapped[str | None] = field("Reason of the reversal", editable=False)
    entry_id: Mapped[int | None] = reference(LedgerEntry, "Ledger entry", editable=False)

    contract: Mapped[Contract]


class Allocation(PostedRecord):
    """A part of a receipt, or of applied credit, by component; a reversal repeats the lines with the sign turned.

    Suspense is money that waits as the customer's credit: positive when it comes, negative when it is applied.
    """

    __prefix__ = "ALL"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount_is_not_zero"),
        Index("ix_allocation_contract_id_value_on", "contract_id", "value_on"),
    )

    receipt_id: Mapped[int | None] = reference("Receipt", "Receipt", listed=True, filtered=True)
    contract_id: Mapped[int] = reference(Contract, "Contract", listed=True, filtered=True, index=False, searchable=True)
    amount: Mapped[Money] = field("Amount", listed=True)
    instalment_id: Mapped[int | None] = reference(Instalment, "Instalment", listed=True)
    component: Mapped[Component] = field("Component", listed=True, filtered=True)
    value_on: Mapped[date] = field("Value date", listed=True, filtered=True)
    posted_on: Mapped[date] = field("Posted for", listed=True, filtered=True, index=True)
    entry_id: Mapped[int] = reference(LedgerEntry, "Ledger entry", listed=True)

    instalment: Mapped[Instalment | None]
