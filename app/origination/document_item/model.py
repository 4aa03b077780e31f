"""DocumentItem: one paper of an application's checklist and what became of it."""

import enum
from datetime import date, datetime

from sqlalchemy.orm import Mapped

from app.lowcode import Record, attachment, field, reference
from app.origination.application.model import Application
from app.origination.document_requirement import DocumentGroup
from app.people.employee import Employee
from app.shared.column_types import LongText


class DocumentStatus(enum.StrEnum):
    """Missing until the customer brings it; verified or rejected by the appraiser; cancelled with its application."""

    MISSING = "missing"
    RECEIVED = "received"
    VERIFIED = "verified"
    REJECTED = "rejected"
    WAIVED = "waived"
    CANCELLED = "cancelled"


class DocumentItem(Record):
    """Rows come from the product's required documents on submission; more may be asked for by hand."""

    __prefix__ = "DOC"
    __title__ = ("name",)

    application_id: Mapped[int] = reference(Application, "Application", listed=True, filtered=True, searchable=True)
    group: Mapped[DocumentGroup] = field("Part of the file", listed=True, filtered=True)
    name: Mapped[str] = field("Document", listed=True, searchable=True)
    mandatory: Mapped[bool] = field("Mandatory", listed=True, filtered=True, default=True)
    status: Mapped[DocumentStatus] = field(
        "Status", listed=True, filtered=True, default=DocumentStatus.MISSING, editable=False
    )
    file_id: Mapped[int | None] = attachment("File", secret=True, editable=False)
    received_at: Mapped[datetime | None] = field("Received at", editable=False)
    reason: Mapped[LongText | None] = field("Reason", editable=False, help="Why it was rejected or waived.")
    verified_by_id: Mapped[int | None] = reference(Employee, "Verified by", editable=False)
    verified_at: Mapped[datetime | None] = field("Verified at", editable=False)
    expires_on: Mapped[date | None] = field("Valid until", listed=True)

    application: Mapped[Application]
