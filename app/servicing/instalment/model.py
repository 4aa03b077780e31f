"""Instalment: one row of a contract's schedule, with what has been charged and paid on it."""

import enum
from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.lowcode import field, reference
from app.servicing.contract.model import Contract
from app.shared.column_types import Money
from app.shared.record import Governed

_BIG = BigInteger().with_variant(Integer, "sqlite")
PAID_PARTS = ("principal", "interest", "overdue_int", "late_int")


class InstalmentStatus(enum.StrEnum):
    """Moved by postings and end of day only; rescheduled rows are frozen history of an earlier schedule."""

    SCHEDULED = "scheduled"
    DUE = "due"
    PARTIAL = "partial"
    OVERDUE = "overdue"
    PAID = "paid"
    RESCHEDULED = "rescheduled"


class Instalment(Governed):
    """Planned amounts come from `build_schedule`; charged and paid ones are caches of posted lines.

    Late interest is simple: `principal_days` and `interest_days` hold unpaid balance x days up to `principal_since` and
    `interest_since`, and what is unpaid now bears days from there on. The fraction is the contract rate a day within
    this period; how much of the interest is booked follows from the contract's `accrued_through`.
    """

    __prefix__ = "INS"
    __title__ = ("k", "due_on")
    __table_args__ = (
        UniqueConstraint("contract_id", "schedule_version", "k"),
        *(CheckConstraint(f"{part} >= 0", name=f"{part}_is_not_negative") for part in PAID_PARTS),
        *(CheckConstraint(f"paid_{p} BETWEEN 0 AND {p}", name=f"paid_{p}_is_within") for p in PAID_PARTS),
        CheckConstraint("due_on >= start_on", name="ends_after_start"),
        Index("ix_instalment_contract_id_due_on", "contract_id", "due_on"),
        Index("ix_instalment_due_on_status", "due_on", "status"),
    )

    contract_id: Mapped[int] = reference(Contract, "Contract", listed=True, filtered=True, index=False, searchable=True)
    k: Mapped[int] = field("No.", listed=True)
    start_on: Mapped[date] = field("From")
    due_on: Mapped[date] = field("Due on", listed=True, filtered=True)
    days: Mapped[int] = field("Days")
    opening: Mapped[Money] = field("Opening balance", listed=True)
    principal: Mapped[Money] = field("Principal", listed=True)
    interest: Mapped[Money] = field("Interest", listed=True)
    overdue_int: Mapped[Money] = field("Interest on overdue principal", default=0)
    late_int: Mapped[Money] = field("Late interest on interest", default=0)
    paid_principal: Mapped[Money] = field("Principal paid", listed=True, default=0)
    paid_interest: Mapped[Money] = field("Interest paid", listed=True, default=0)
    paid_overdue_int: Mapped[Money] = field("Paid on overdue principal's interest", default=0)
    paid_late_int: Mapped[Money] = field("Late interest paid", default=0)
    status: Mapped[InstalmentStatus] = field("Status", listed=True, filtered=True, default=InstalmentStatus.SCHEDULED)
    paid_on: Mapped[date | None] = field("Paid on", listed=True)
    schedule_version: Mapped[int] = field("Schedule", default=1)

    rate_numerator: Mapped[int] = mapped_column(_BIG)
    rate_denominator: Mapped[int] = mapped_column(_BIG)
    principal_days: Mapped[int] = mapped_column(_BIG, default=0)
    principal_since: Mapped[date] = mapped_column()
    interest_days: Mapped[int] = mapped_column(_BIG, default=0)
    interest_since: Mapped[date] = mapped_column()

    contract: Mapped[Contract]
