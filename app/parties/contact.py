"""Contact: a person around a customer, and whether that person owes the debt too."""

import enum

from sqlalchemy.orm import Mapped

from app.lowcode import Entity, FieldKind, Mask, Menu, Record, field, personal, reference, through
from app.parties.consent.model import Consent
from app.parties.customer.model import Customer
from app.security.roles import Role
from app.shared.phone import normalise_phone
from app.shared.secret import secret
from app.shared.text import Message, msg


class Relation(enum.StrEnum):
    """How the person stands to the customer."""

    ONESELF = "oneself"
    SPOUSE = "spouse"
    PARENT = "parent"
    SIBLING = "sibling"
    COLLEAGUE = "colleague"
    EMPLOYER = "employer"
    REFERENCE = "reference"

    __labels__ = {"oneself": "The customer", "reference": "Reference person"}


class Obligation(enum.StrEnum):
    """Only who has one may be spoken to about the debt (Circular 43/2016, Article 7.2)."""

    DEBTOR = "debtor"
    CO_BORROWER = "co_borrower"
    GUARANTOR = "guarantor"
    NONE = "none"

    __labels__ = {"co_borrower": "Co-borrower"}


class Contact(Record):
    """A reference person, a relative or an employer has no obligation: reminders cannot be sent there."""

    __prefix__ = "CNT"
    __title__ = ("name",)

    customer_id: Mapped[int] = reference(Customer, "Customer", listed=True, filtered=True, searchable=True)
    name: Mapped[str] = field("Name", listed=True, searchable=True, index=True, personal=True)
    relation: Mapped[Relation] = field("Relation", listed=True, filtered=True)
    phone: Mapped[str | None] = secret(
        "Phone", kind=FieldKind.PHONE, mask=Mask.PHONE, lookup=True, listed=True, parse=normalise_phone
    )
    obligation: Mapped[Obligation] = field("Obligation", listed=True, filtered=True)
    consent_id: Mapped[int | None] = reference(Consent, "Consent")

    customer: Mapped[Customer]

    @property
    def owes(self) -> bool:
        """Whether the person may be addressed about the debt."""
        return self.obligation != Obligation.NONE


def the_customer_is_the_debtor(contact: Contact) -> tuple[str, Message] | None:
    """Refuse another person as debtor, and the customer as anything else."""
    if (contact.relation == Relation.ONESELF) != (contact.obligation == Obligation.DEBTOR):
        return "obligation", msg("The customer is the debtor; everybody else is co-borrower, guarantor or none.")
    return None


def who_owes_can_be_reached(contact: Contact) -> tuple[str, Message] | None:
    """Require a telephone number of those who may be reminded."""
    if contact.owes and not contact.phone:
        return "phone", msg("A person with an obligation needs a telephone number.")
    return None


ENTITY = Entity(
    Contact,
    "Contacts",
    menu=Menu.CUSTOMERS,
    icon="address-book",
    access={
        Role.SALES: "read:own add:own edit:own reveal:own",
        Role.TEAM_LEAD: "read:team reveal:team",
        Role.APPRAISER: "read:own reveal:own",
        Role.RISK: "read reveal",
        Role.MANAGER: "read",
        Role.LEGAL: "read:own reveal:own",
        Role.CASHIER: "read:own",
        Role.ACCOUNTANT: "read:own",
        Role.COLLECTOR: "read:own reveal:own",
        Role.FIELD_COLLECTOR: "read:own reveal:own",
        Role.CARE: "read:own edit:own reveal:own",
        Role.MARKETING: "read",
        Role.AUDITOR: "read",
        Role.DATA_STEWARD: "read add edit export reveal",
    },
    hidden={Role.MARKETING: personal(Contact)},
    scope=through("customer_id"),
    rules=(the_customer_is_the_debtor, who_owes_can_be_reached),
)
