"""Partners: brought in by sales and marketing, suspended and ended by management."""

from typing import Any

from app.lowcode import Entity, Menu, Workflow, action, owned
from app.parties.partner.model import Partner, PartnerStatus
from app.security.roles import Role
from app.shared.text import Message, msg


def commission_is_one_of_two(partner: Any) -> tuple[str, Message] | None:
    """Refuse a share and a fixed amount together."""
    if partner.commission_percent is not None and partner.commission_amount is not None:
        return "commission_amount", msg("Give the commission as a percentage or as an amount, not both.")
    return None


ENTITY = Entity(
    Partner,
    "Partners",
    menu=Menu.SALES,
    icon="building-store",
    access={
        Role.SALES: "read add",
        Role.TEAM_LEAD: "read add edit",
        Role.RISK: "read",
        Role.MANAGER: "read suspend resume end",
        Role.LEGAL: "read edit",
        Role.ACCOUNTANT: "read edit",
        Role.MARKETING: "read add",
        Role.AUDITOR: "read",
        Role.DATA_STEWARD: "read",
    },
    scope=owned(),
    rules=(commission_is_one_of_two,),
    workflow=Workflow(
        initial=PartnerStatus.ACTIVE,
        editable_in=(PartnerStatus.ACTIVE, PartnerStatus.SUSPENDED),
        closed=(PartnerStatus.ENDED,),
        actions=(
            action(
                "suspend",
                "Suspend",
                source=(PartnerStatus.ACTIVE,),
                target=PartnerStatus.SUSPENDED,
                needs_reason=True,
                danger=True,
            ),
            action("resume", "Resume", source=(PartnerStatus.SUSPENDED,), target=PartnerStatus.ACTIVE),
            action(
                "end",
                "End",
                source=(PartnerStatus.ACTIVE, PartnerStatus.SUSPENDED),
                target=PartnerStatus.ENDED,
                needs_reason=True,
                danger=True,
            ),
        ),
    ),
    order="name",
)
