"""CampaignCost: one cost of a campaign; the voucher that pays it points here."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from app.lowcode import Entity, Menu, Record, field, reference, shared
from app.marketing.campaign.model import Campaign
from app.parties.partner.model import Partner
from app.security.roles import Role
from app.shared.column_types import Money
from app.shared.text import Message, msg


class CampaignCost(Record):
    """Dated by when the cost arose: figures by month use this date."""

    __prefix__ = "CCO"
    __title__ = ("note",)
    __table_args__ = (CheckConstraint("amount > 0", name="amount_is_positive"),)

    campaign_id: Mapped[int] = reference(Campaign, "Campaign", listed=True, filtered=True)
    incurred_on: Mapped[date] = field("Date", listed=True, filtered=True, index=True, today=True)
    amount: Mapped[Money] = field("Amount", listed=True, minimum=1)
    agency_id: Mapped[int | None] = reference(Partner, "Paid to", listed=True, filtered=True)
    note: Mapped[str] = field("What for", listed=True, searchable=True)

    campaign: Mapped[Campaign]


def costs_are_still_open(cost: CampaignCost) -> Message | None:
    """Refuse a cost that arrives, or changes, after finance has confirmed the campaign's costs."""
    if cost.campaign is not None and cost.campaign.costs_confirmed_at is not None:
        return msg("The costs of this campaign are confirmed: they can no longer change.")
    return None


ENTITY = Entity(
    CampaignCost,
    "Campaign costs",
    menu=Menu.MARKETING,
    icon="coins",
    found_everywhere=False,
    access={
        Role.SALES: "read",
        Role.TEAM_LEAD: "read",
        Role.MANAGER: "read",
        Role.ACCOUNTANT: "read edit export",
        Role.MARKETING: "read add edit export",
        Role.AUDITOR: "read",
        Role.DATA_STEWARD: "read",
    },
    scope=shared(),
    rules=(costs_are_still_open,),
    order="-incurred_on",
)
