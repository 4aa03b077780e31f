"""Consents: recorded by those who talk to the person, withdrawn through customer care or the data steward."""

from typing import Any

from app.lowcode import Entity, Menu, Workflow, action, personal, through
from app.parties.consent import operations
from app.parties.consent.model import Consent, ConsentStatus
from app.security.roles import Role
from app.shared.text import Message, msg


def has_one_subject(consent: Any) -> tuple[str, Message] | None:
    """Require a lead or a customer, and not both."""
    if (consent.lead_id or consent.lead) and (consent.customer_id or consent.customer):
        return "lead_id", msg("A consent belongs to a lead or to a customer, not to both.")
    if not (consent.lead_id or consent.lead or consent.customer_id or consent.customer):
        return "customer_id", msg("Choose the customer or the lead who gave the consent.")
    return None


ENTITY = Entity(
    Consent,
    "Consents",
    menu=Menu.CUSTOMERS,
    icon="checkbox",
    access={
        Role.SALES: "read:own add:own",
        Role.TEAM_LEAD: "read:team",
        Role.APPRAISER: "read",
        Role.RISK: "read",
        Role.MANAGER: "read",
        Role.LEGAL: "read",
        Role.COLLECTOR: "read",
        Role.CARE: "read add edit withdraw",
        Role.MARKETING: "read",
        Role.AUDITOR: "read",
        Role.DATA_STEWARD: "read edit withdraw",
    },
    hidden={Role.MARKETING: personal(Consent)},
    scope=through("customer_id", "lead_id"),
    rules=(has_one_subject,),
    workflow=Workflow(
        initial=ConsentStatus.GIVEN,
        editable_in=(ConsentStatus.GIVEN,),
        closed=(ConsentStatus.WITHDRAWN,),
        actions=(
            action(
                "withdraw",
                "Withdraw",
                source=(ConsentStatus.GIVEN,),
                target=ConsentStatus.WITHDRAWN,
                run=operations.withdraw,
                danger=True,
            ),
        ),
    ),
)
