"""FieldVisit: a planned, approved and reported visit to a debtor by at least two people."""

import enum
from datetime import date, datetime

from sqlalchemy.orm import Mapped

from app.debt_collection.collection_case.model import CollectionCase
from app.lowcode import Record, attachment, field, reference
from app.parties.contact import Contact
from app.people.employee import Employee
from app.shared.column_types import LongText, Money
from app.shared.upload import PHOTO


class VisitStatus(enum.StrEnum):
    """A visit is reported within a day and then reviewed by the lead of collection.

    `called_off` is one that nobody set out for because its debt was paid first; that visitors met nobody, or could
    not go, is `no_show` with their reason.
    """

    PLANNED = "planned"
    APPROVED = "approved"
    CHECKED_IN = "checked_in"
    REPORTED = "reported"
    REVIEWED = "reviewed"
    NO_SHOW = "no_show"
    CALLED_OFF = "called_off"

    __labels__ = {"checked_in": "On site", "no_show": "Did not take place"}


class RiskLevel(enum.StrEnum):
    """How safe the visit is for the staff."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class PersonMet(enum.StrEnum):
    """Who was met; to any other person the debt is not mentioned."""

    DEBTOR = "debtor"
    CO_BORROWER = "co_borrower"
    GUARANTOR = "guarantor"
    OTHER = "other"
    NONE = "none"

    __labels__ = {"co_borrower": "Co-borrower", "other": "Another person", "none": "Nobody"}


class FieldVisit(Record):
    """The plan is entered before, the report after; between them only commands move the visit."""

    __prefix__ = "VIS"
    __title__ = ("code", "planned_at")

    collection_case_id: Mapped[int] = reference(
        CollectionCase, "Collection case", listed=True, filtered=True, searchable=True
    )
    contact_id: Mapped[int | None] = reference(Contact, "Person to visit", help="Leave empty for the customer.")
    planned_at: Mapped[datetime] = field("Planned for", listed=True, filtered=True, section="Plan")
    place: Mapped[str] = field("Place", listed=True, section="Plan", personal=True)
    visitor_id: Mapped[int] = reference(Employee, "First visitor", listed=True, section="Plan")
    companion_id: Mapped[int] = reference(Employee, "Second visitor", section="Plan")
    objective: Mapped[LongText] = field("Objective", section="Plan", lines=2)
    analysis: Mapped[LongText] = field("Analysis before the visit", section="Plan", lines=3)
    risk_level: Mapped[RiskLevel] = field("Risk for the staff", section="Plan", default=RiskLevel.LOW)
    privacy_checked: Mapped[bool] = field("Privacy rules read", section="Plan", default=False)
    safety_checked: Mapped[bool] = field("Safety rules read", section="Plan", default=False)
    status: Mapped[VisitStatus] = field(
        "Status", listed=True, filtered=True, default=VisitStatus.PLANNED, editable=False
    )
    met: Mapped[PersonMet | None] = field("Person met", listed=True, section="Report", editable=False)
    photo_id: Mapped[int | None] = attachment("Photo", accepts=PHOTO, secret=True, section="Report", editable=False)
    hardship: Mapped[LongText | None] = field("Hardship", section="Report", editable=False)
    ability_score: Mapped[int | None] = field(
        "Ability to pay (0-100)", section="Report", minimum=0, maximum=100, editable=False
    )
    feedback: Mapped[LongText | None] = field("Customer's feedback", section="Report", editable=False)
    cash_received: Mapped[Money | None] = field("Cash received", section="Report", minimum=0, editable=False)
    next_visit_on: Mapped[date | None] = field("Follow-up on", section="Report", editable=False)
    next_strategy: Mapped[LongText | None] = field("Follow-up strategy", section="Report", editable=False)

    collection_case: Mapped[CollectionCase]
    contact: Mapped[Contact | None]
    visitor: Mapped[Employee]
    companion: Mapped[Employee]
