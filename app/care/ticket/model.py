"""Ticket: a question, request or complaint that must not be lost before it is answered."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from app.care.interaction import InteractionChannel
from app.lowcode import Owned, Record, field, reference
from app.parties.customer.model import Customer
from app.people.branch import Branch
from app.people.employee import Employee
from app.shared.column_types import LongText


class TicketKind(enum.StrEnum):
    """Complaints are kept apart from their subject."""

    QUESTION = "question"
    REQUEST = "request"
    COMPLAINT = "complaint"
    COLLECTION_COMPLAINT = "collection_complaint"

    __labels__ = {"collection_complaint": "Complaint about collection"}


class Severity(enum.StrEnum):
    """How fast an answer is owed; the hours are policy parameters."""

    NORMAL = "normal"
    URGENT = "urgent"


class TicketStatus(enum.StrEnum):
    """From the customer's word to the customer's yes."""

    NEW = "new"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    WAITING_CUSTOMER = "waiting_customer"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"

    __labels__ = {"waiting_customer": "Waiting for the customer"}


class Ticket(Record, Owned):
    """`owner` handles it; `about` is the employee whom a complaint concerns."""

    __prefix__ = "TIC"
    __title__ = ("subject",)
    __table_args__ = (
        CheckConstraint("satisfied IS NULL OR satisfied BETWEEN 1 AND 5", name="satisfied_is_1_to_5"),
        Index("ix_ticket_status_sla_due_at", "status", "sla_due_at"),
    )

    subject: Mapped[str] = field("Subject", listed=True, searchable=True)
    customer_id: Mapped[int] = reference(Customer, "Customer", listed=True, filtered=True, searchable=True)
    kind: Mapped[TicketKind] = field("Kind", listed=True, filtered=True)
    severity: Mapped[Severity] = field("Severity", listed=True, filtered=True, default=Severity.NORMAL)
    channel: Mapped[InteractionChannel] = field("Channel", filtered=True, default=InteractionChannel.CALL)
    about_id: Mapped[int | None] = reference(Employee, "Complaint about", help="The person whom a complaint concerns.")
    description: Mapped[LongText | None] = field("Description", lines=4)
    status: Mapped[TicketStatus] = field(
        "Status", listed=True, filtered=True, default=TicketStatus.NEW, editable=False, section="Progress"
    )
    sla_due_at: Mapped[datetime | None] = field("Answer due", listed=True, editable=False, section="Progress")
    resolution: Mapped[LongText | None] = field("Resolution", lines=3, editable=False, section="Progress")
    root_cause: Mapped[str | None] = field("Root cause", editable=False, section="Progress")
    resolved_at: Mapped[datetime | None] = field("Resolved at", editable=False, section="Progress")
    closed_at: Mapped[datetime | None] = field("Closed at", editable=False, section="Progress")
    satisfied: Mapped[int | None] = field(
        "Satisfaction", listed=True, editable=False, minimum=1, maximum=5, section="Progress"
    )

    customer: Mapped[Customer]
    owner: Mapped[Employee | None]
    about: Mapped[Employee | None]
    branch: Mapped[Branch]
