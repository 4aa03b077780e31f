"""The ledger: accounts, entries and their lines; what is posted here is the only truth about money."""

import enum
from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from app.lowcode import FieldKind, PostedRecord, Record, field, reference
from app.people.branch import Branch
from app.servicing.contract.model import Contract
from app.servicing.receipt.rules import Component
from app.shared.column_types import Money
from app.shared.text import Message


class AccountKind(enum.StrEnum):
    """Which side grows an account, and where it stands in the books."""

    ASSET = "asset"
    LIABILITY = "liability"
    INCOME = "income"
    EXPENSE = "expense"
    OFF_BALANCE = "off_balance"


class AccountRole(enum.StrEnum):
    """What the software posts to; the lender may renumber and rename the account that plays a role."""

    CASH = "cash"
    COLLECTOR_CASH = "collector_cash"
    BANK = "bank"
    PRINCIPAL = "principal"
    INTEREST_RECEIVABLE = "interest_receivable"
    LATE_RECEIVABLE = "late_receivable"
    FEE_RECEIVABLE = "fee_receivable"
    CUSTOMER_CREDIT = "customer_credit"
    OPENING = "opening"
    PROVISION = "provision"
    INTEREST_INCOME = "interest_income"
    LATE_INTEREST_INCOME = "late_interest_income"
    FEE_INCOME = "fee_income"
    RECOVERY_INCOME = "recovery_income"
    FUNDING_COST = "funding_cost"
    PRIOR_YEAR_INTEREST = "prior_year_interest"
    MARKETING_EXPENSE = "marketing_expense"
    OPERATING_EXPENSE = "operating_expense"
    PROVISION_EXPENSE = "provision_expense"
    SUSPENDED_INTEREST = "suspended_interest"
    WRITTEN_OFF = "written_off"
    CONTRA = "contra"

    __labels__ = {
        "late_receivable": "Late interest receivable",
        "opening": "Opening balances",
        "contra": "Counter-entry of off-balance accounts",
    }


class EntryKind(enum.StrEnum):
    """Why an entry was posted; a reversal has the kind of what it reverses and points to it."""

    DISBURSEMENT = "disbursement"
    RECEIPT = "receipt"
    ACCRUAL = "accrual"
    LATE_INTEREST = "late_interest"
    SUSPENSION = "suspension"
    CREDIT_APPLICATION = "credit_application"
    VOUCHER = "voucher"
    WRITE_OFF = "write_off"
    OPENING_DISBURSEMENT = "opening_disbursement"
    OPENING_REPAYMENT = "opening_repayment"

    __labels__ = {"suspension": "Suspension of interest", "credit_application": "Use of customer credit"}


class Account(Record):
    """One account of the chart; `role` ties it to the software and never changes."""

    __prefix__ = "ACC"
    __title__ = ("number", "name")

    number: Mapped[str] = field(
        "Number",
        listed=True,
        searchable=True,
        unique=True,
        pattern=r"[0-9A-Z.]{2,20}",
        pattern_help="2 to 20 digits, capital letters and dots.",
    )
    name: Mapped[Message] = field("Name", listed=True, searchable=True)
    kind: Mapped[AccountKind] = field("Kind", listed=True, filtered=True, editable=False)
    role: Mapped[AccountRole | None] = field("Used for", listed=True, unique=True, editable=False)


class LedgerEntry(PostedRecord):
    """One balanced posting; `source` names the record that caused it, `value_on` the day it counts for interest."""

    __prefix__ = "LED"
    __title__ = ("kind", "business_date")
    __table_args__ = (
        Index("ix_ledger_entry_source", "source_entity", "source_id"),
        Index("ix_ledger_entry_kind_business_date", "kind", "business_date"),
        Index("ix_ledger_entry_contract_id_id", "contract_id", "id"),
    )

    kind: Mapped[EntryKind] = field("Kind", listed=True, filtered=True)
    business_date: Mapped[date] = field("Posted for", listed=True, filtered=True, index=True)
    contract_id: Mapped[int | None] = reference(Contract, "Contract", listed=True, filtered=True, index=False)
    branch_id: Mapped[int | None] = reference(Branch, "Branch", listed=True, filtered=True)
    source_entity: Mapped[str] = field("Kind of source", kind=FieldKind.ENTITY)
    source_id: Mapped[int] = field("Source", kind=FieldKind.RECORD, of="source_entity", listed=True)
    reverses_id: Mapped[int | None] = reference("LedgerEntry", "Reverses", unique=True, index=False)
    value_on: Mapped[date] = field("Value date", listed=True)
    note: Mapped[str | None] = field("Note", listed=True)


class LedgerLine(PostedRecord):
    """One side of a posting: an account, the contract and component it belongs to, and the instalment `k` if any."""

    __prefix__ = "LIN"
    __table_args__ = (
        CheckConstraint("debit >= 0 AND credit >= 0 AND (debit = 0) <> (credit = 0)", name="has_one_side"),
        Index("ix_ledger_line_contract_id_business_date", "contract_id", "business_date"),
        Index("ix_ledger_line_account_id_business_date", "account_id", "business_date"),
    )

    entry_id: Mapped[int] = reference(LedgerEntry, "Entry", listed=True)
    business_date: Mapped[date] = field("Posted for", filtered=True)  # the entry's name says it
    account_id: Mapped[int] = reference(Account, "Account", listed=True, filtered=True, index=False)
    debit: Mapped[Money] = field("Debit", listed=True, default=0)
    credit: Mapped[Money] = field("Credit", listed=True, default=0)
    contract_id: Mapped[int | None] = reference(Contract, "Contract", listed=True, filtered=True, index=False)
    branch_id: Mapped[int | None] = reference(Branch, "Branch", listed=True, filtered=True, index=False)
    component: Mapped[Component | None] = field("Component", listed=True, filtered=True)
    k: Mapped[int | None] = field("Instalment", listed=True)

    entry: Mapped[LedgerEntry]
    account: Mapped[Account]
    contract: Mapped[Contract | None]
