"""CollectionAction: one attempt to reach a debtor, recorded whether or not anybody answered."""

import enum
from datetime import datetime

from sqlalchemy.orm import Mapped

from app.debt_collection.collection_case.model import CollectionCase
from app.debt_collection.contact_hours import is_contact_hour
from app.lowcode import Entity, Menu, Record, field, reference, through
from app.parties.contact import Contact
from app.security.roles import Role
from app.shared.column_types import LongText
from app.shared.text import Message, msg


class ActionChannel(enum.StrEnum):
    """How the debtor was addressed."""

    CALL = "call"
    SMS = "sms"
    ZALO = "zalo"
    EMAIL = "email"
    LETTER = "letter"
    VISIT = "visit"

    __labels__ = {"sms": "SMS", "zalo": "Zalo", "email": "E-mail"}


class ActionOutcome(enum.StrEnum):
    """What came of it."""

    NO_ANSWER = "no_answer"
    RIGHT_PARTY = "right_party"
    OTHER_PERSON = "other_person"
    PROMISE = "promise"
    DISPUTE = "dispute"
    HARDSHIP = "hardship"
    REFUSAL = "refusal"
    WRONG_NUMBER = "wrong_number"

    __labels__ = {"right_party": "Debtor reached", "other_person": "Other person, debt not mentioned"}


class CollectionAction(Record):
    """`contact` is empty when the customer was addressed; anyone else must owe the debt too."""

    __prefix__ = "ACT"

    collection_case_id: Mapped[int] = reference(
        CollectionCase, "Collection case", listed=True, filtered=True, searchable=True
    )
    at: Mapped[datetime] = field("At", listed=True, filtered=True, index=True)
    channel: Mapped[ActionChannel] = field("Channel", listed=True, filtered=True)
    contact_id: Mapped[int | None] = reference(Contact, "Person addressed", help="Leave empty for the customer.")
    outcome: Mapped[ActionOutcome] = field("Outcome", listed=True, filtered=True)
    counted_as_reminder: Mapped[bool] = field("Counts as a reminder", listed=True, default=True)
    note: Mapped[LongText | None] = field("Note", listed=True, lines=4)

    collection_case: Mapped[CollectionCase]
    contact: Mapped[Contact | None]


def is_within_contact_hours(action: CollectionAction) -> tuple[str, Message] | None:
    """Refuse an attempt outside 07:00 to 21:00 local time."""
    if action.at is not None and not is_contact_hour(action.at):
        return "at", msg("Debtors may be contacted between 07:00 and 21:00 only.")
    return None


def contact_owes_the_debt(action: CollectionAction) -> tuple[str, Message] | None:
    """Refuse everybody who has no duty to pay: no word about a debt to third parties."""
    if action.contact is not None and action.contact.obligation == "none":
        return "contact_id", msg("This person does not owe the debt and may not be contacted about it.")
    return None


ENTITY = Entity(
    CollectionAction,
    "Collection actions",
    menu=Menu.COLLECTION,
    icon="phone-call",
    access={
        Role.SALES: "read:own",
        Role.TEAM_LEAD: "read:team",
        Role.RISK: "read",
        Role.MANAGER: "read",
        Role.LEGAL: "read",
        Role.ACCOUNTANT: "read",
        Role.COLLECTOR: "read:own add:own edit:own",
        Role.FIELD_COLLECTOR: "read:own add:own edit:own",
        Role.CARE: "read:own add:own",
        Role.AUDITOR: "read",
    },
    scope=through("collection_case_id"),
    rules=(is_within_contact_hours, contact_owes_the_debt),
    order="-at",
)
