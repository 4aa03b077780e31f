"""CollectionCase: everything done to bring one customer's overdue contracts back into order."""

import enum
from datetime import date

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from app.lowcode import Owned, Record, field, reference
from app.parties.customer.model import Customer
from app.people.branch import Branch
from app.people.employee import Employee
from app.shared.column_types import LongText, Money


class CaseStage(enum.StrEnum):
    """How far collection has gone, by the days past due of the customer's worst contract."""

    PRE_DUE = "pre_due"
    SOFT = "soft"
    HARD = "hard"
    FIELD = "field"
    LEGAL = "legal"
    RECOVERY = "recovery"
    CLOSED = "closed"

    __labels__ = {
        "pre_due": "Before the due date",
        "soft": "Soft reminders",
        "hard": "Firm reminders",
        "field": "Field visits",
        "legal": "Legal measures",
        "recovery": "Recovery after write-off",
    }


class CloseReason(enum.StrEnum):
    """Why a case ended."""

    CURED = "cured"
    RESTRUCTURED = "restructured"
    SETTLED = "settled"
    WRITTEN_OFF = "written_off"
    SOLD = "sold"
    DECEASED = "deceased"


class CollectionCase(Record, Owned):
    """One open case a customer; `owner` is the collector. Stage, days and amount are kept by end of day."""

    __prefix__ = "CAS"
    __title__ = ("code", "customer")
    __table_args__ = (
        Index(
            "uq_collection_case_open_customer_id",
            "customer_id",
            unique=True,
            sqlite_where=text("closed_on IS NULL"),
            postgresql_where=text("closed_on IS NULL"),
        ),
    )

    customer_id: Mapped[int] = reference(Customer, "Customer", listed=True, filtered=True, searchable=True)
    stage: Mapped[CaseStage] = field(
        "Stage", listed=True, filtered=True, default=CaseStage.SOFT, editable=False, index=True
    )
    days_past_due: Mapped[int] = field("Days past due", listed=True, filtered=True, default=0, editable=False)
    overdue_amount: Mapped[Money] = field("Overdue amount", listed=True, default=0, editable=False)
    contract_count: Mapped[int] = field("Overdue contracts", default=0, editable=False)
    priority_score: Mapped[int] = field("Priority", listed=True, default=0, editable=False, index=True)
    strategy: Mapped[LongText | None] = field("Strategy", lines=3)
    opened_on: Mapped[date] = field("Opened on", listed=True, filtered=True, editable=False)
    closed_on: Mapped[date | None] = field("Closed on", filtered=True, editable=False)
    close_reason: Mapped[CloseReason | None] = field("Reason of closing", filtered=True, editable=False)

    customer: Mapped[Customer]
    branch: Mapped[Branch]
    owner: Mapped[Employee | None]
