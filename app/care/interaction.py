"""Interaction: one exchange with a lead or a customer, on record for good."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from app.lowcode import Entity, Menu, Owned, PostedRecord, field, owned, reference
from app.marketing.lead.model import Lead
from app.parties.customer.model import Customer
from app.security.roles import Role
from app.shared.clock import utc_now
from app.shared.column_types import LongText
from app.shared.text import Message, msg


class InteractionChannel(enum.StrEnum):
    """How people were in touch."""

    CALL = "call"
    SMS = "sms"
    EMAIL = "email"
    ZALO = "zalo"
    FACEBOOK = "facebook"
    BRANCH = "branch"
    VISIT = "visit"
    LETTER = "letter"

    __labels__ = {"sms": "SMS", "email": "E-mail", "branch": "At the branch"}


class Direction(enum.StrEnum):
    """Who began."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Interaction(PostedRecord, Owned):
    """`owner` is who talked; it is written once, and a mistake is put right by another entry."""

    __prefix__ = "INT"
    __table_args__ = (
        CheckConstraint("lead_id IS NOT NULL OR customer_id IS NOT NULL", name="concerns_somebody"),
        Index("ix_interaction_customer_id_at", "customer_id", "at"),
        Index("ix_interaction_lead_id_at", "lead_id", "at"),
    )

    at: Mapped[datetime] = field("At", listed=True, filtered=True, default=utc_now)
    customer_id: Mapped[int | None] = reference(Customer, "Customer", listed=True, filtered=True, searchable=True)
    lead_id: Mapped[int | None] = reference(Lead, "Lead", listed=True, filtered=True, searchable=True)
    channel: Mapped[InteractionChannel] = field("Channel", listed=True, filtered=True)
    direction: Mapped[Direction] = field("Direction", listed=True, filtered=True, default=Direction.OUTBOUND)
    summary: Mapped[LongText] = field("Summary", listed=True, searchable=True, lines=3)
    recording: Mapped[str | None] = field("Recording", help="Where the recording is kept.")
    related_to: Mapped[str | None] = field("Related to", help="The code of a record, such as TIC-000042.")


def concerns_somebody(interaction: Interaction) -> tuple[str, Message] | None:
    """Require a lead or a customer."""
    if interaction.customer_id or interaction.customer or interaction.lead_id or interaction.lead:
        return None
    return "customer_id", msg("Choose the customer or the lead.")


_TALKERS = (Role.SALES, Role.APPRAISER, Role.RISK, Role.LEGAL, Role.COLLECTOR, Role.FIELD_COLLECTOR, Role.CARE)

ENTITY = Entity(
    Interaction,
    "Interactions",
    menu=Menu.CARE,
    icon="messages",
    found_everywhere=False,
    access=dict.fromkeys(_TALKERS, "read:own add:own")
    | {Role.TEAM_LEAD: "read:team", Role.MANAGER: "read", Role.AUDITOR: "read", Role.DATA_STEWARD: "read"},
    scope=owned("customer_id", "lead_id"),
    rules=(concerns_somebody,),
    order="-at",
)
