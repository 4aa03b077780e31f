"""Payment voucher: money that leaves the lender for anything but a loan."""

import enum
from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from app.lowcode import Owned, Record, field, reference
from app.people.branch import Branch
from app.people.employee import Employee
from app.servicing.contract.model import Contract
from app.servicing.disbursement.model import PayoutMethod
from app.servicing.ledger.model import LedgerEntry
from app.shared.column_types import LongText, Money


class VoucherStatus(enum.StrEnum):
    """Checked, approved and paid by three persons; booked when accounting has filed the papers."""

    DRAFT = "draft"
    CHECKED = "checked"
    APPROVED = "approved"
    PAID = "paid"
    BOOKED = "booked"
    CANCELLED = "cancelled"


class VoucherCategory(enum.StrEnum):
    """What is paid for; it decides the account. Loans are paid out by disbursements."""

    REFUND = "refund"
    COMMISSION = "commission"
    CAMPAIGN = "campaign"
    OPEX = "opex"
    LEGAL_COST = "legal_cost"
    AWARD = "award"

    __labels__ = {"refund": "Refund of credit", "opex": "Operating expense"}


class PaymentVoucher(Record, Owned):
    """Numbered without gaps when paid, which is when it is posted."""

    __prefix__ = "VOU"
    __title__ = ("number", "payee")
    __table_args__ = (CheckConstraint("amount > 0", name="amount_is_positive"),)

    number: Mapped[str | None] = field("Number", listed=True, searchable=True, unique=True, editable=False)
    payee: Mapped[str] = field("Payee", listed=True, searchable=True)
    amount: Mapped[Money] = field("Amount", listed=True, filtered=True, minimum=1)
    amount_in_words: Mapped[str | None] = field("In words", max_length=400, editable=False)
    category: Mapped[VoucherCategory] = field("Category", listed=True, filtered=True)
    method: Mapped[PayoutMethod] = field("Method", default=PayoutMethod.TRANSFER)
    contract_id: Mapped[int | None] = reference(Contract, "Contract", filtered=True, searchable=True)
    campaign_cost_id: Mapped[int | None] = reference("CampaignCost", "Campaign cost", filtered=True)
    purpose: Mapped[LongText] = field("Paid for", lines=2)
    supporting_documents: Mapped[str] = field("Supporting documents", help="Invoice or contract number and its date.")
    status: Mapped[VoucherStatus] = field(
        "Status", listed=True, filtered=True, default=VoucherStatus.DRAFT, editable=False, index=True
    )
    paid_on: Mapped[date | None] = field("Paid on", listed=True, filtered=True, editable=False, index=True)
    bank_ref: Mapped[str | None] = field("Bank reference", unique=True, editable=False)
    entry_id: Mapped[int | None] = reference(LedgerEntry, "Ledger entry", editable=False)

    contract: Mapped[Contract | None]
    branch: Mapped[Branch]
    owner: Mapped[Employee | None]
