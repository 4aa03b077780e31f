"""PromiseToPay: what a debtor promised, and whether the money came."""

import enum
from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from app.debt_collection.collection_case.model import CollectionCase
from app.lowcode import Record, field, reference
from app.shared.column_types import LongText, Money


class PromiseStatus(enum.StrEnum):
    """End of day settles a promise the day after it was due."""

    OPEN = "open"
    KEPT = "kept"
    PARTIAL = "partial"
    BROKEN = "broken"
    CANCELLED = "cancelled"

    __labels__ = {"partial": "Kept in part"}


class PromiseToPay(Record):
    """`made_on` is the business date of the promise; status and kept amount are written by end of day."""

    __prefix__ = "PTP"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_is_positive"),)

    collection_case_id: Mapped[int] = reference(
        CollectionCase, "Collection case", listed=True, filtered=True, searchable=True
    )
    amount: Mapped[Money] = field("Amount", listed=True, minimum=1)
    made_on: Mapped[date] = field("Made on", listed=True, today=True)
    due_on: Mapped[date] = field("Due on", listed=True, filtered=True, index=True)
    status: Mapped[PromiseStatus] = field(
        "Status", listed=True, filtered=True, default=PromiseStatus.OPEN, editable=False, index=True
    )
    kept_amount: Mapped[Money] = field("Amount received", listed=True, default=0, editable=False)
    note: Mapped[LongText | None] = field("Note", lines=3)

    collection_case: Mapped[CollectionCase]
