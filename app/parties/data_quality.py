"""DataQualityIssue: a record that lacks what a rule will ask for, waiting for the data steward."""

import enum
from datetime import date

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.lowcode import Entity, Menu, Record, Workflow, action, field, reference, through
from app.parties.customer.model import Customer
from app.parties.customer.rules import identity_is_complete
from app.security.roles import Role
from app.shared.text import Message, msg


class IssueStatus(enum.StrEnum):
    """An issue stays open until the data is there."""

    OPEN = "open"
    RESOLVED = "resolved"


class DataQualityIssue(Record):
    """One issue a customer; `missing` names the fields in words."""

    __prefix__ = "DQI"
    __title__ = ("customer",)
    __table_args__ = (UniqueConstraint("customer_id"),)

    customer_id: Mapped[int] = reference(Customer, "Customer", listed=True, filtered=True, searchable=True)
    missing: Mapped[Message] = field("Missing", listed=True, editable=False)
    source: Mapped[str] = field("Found by", listed=True, filtered=True, editable=False)
    found_on: Mapped[date] = field("Found on", listed=True, filtered=True, editable=False)
    status: Mapped[IssueStatus] = field(
        "Status", listed=True, filtered=True, default=IssueStatus.OPEN, editable=False, index=True
    )

    customer: Mapped[Customer]


def identity_is_there(issue: DataQualityIssue) -> Message | None:
    """Hold the issue open while the customer's identity still lacks something."""
    if identity_is_complete(issue.customer) is not None:
        return msg("The customer's identity is still incomplete.")
    return None


ENTITY = Entity(
    DataQualityIssue,
    "Data quality",
    menu=Menu.CUSTOMERS,
    icon="checkbox",
    access={Role.DATA_STEWARD: "read export resolve", Role.AUDITOR: "read", Role.MANAGER: "read"},
    scope=through("customer_id"),
    workflow=Workflow(
        initial=IssueStatus.OPEN,
        closed=(IssueStatus.RESOLVED,),
        actions=(
            action(
                "resolve",
                "Resolve",
                source=(IssueStatus.OPEN,),
                target=IssueStatus.RESOLVED,
                guards=(identity_is_there,),
                touches=(Customer,),
            ),
        ),
    ),
    order="id",
)
