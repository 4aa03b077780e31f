"""Campaigns, leads and opportunities."""

from datetime import date
from itertools import count
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app.marketing.campaign.model import Campaign, Channel
from app.marketing.campaign_cost import CampaignCost
from app.marketing.lead.model import Lead
from app.marketing.opportunity.model import Opportunity
from app.people.branch import Branch
from app.products.product.model import Product
from app.security.acting import as_system

_numbers = count(1)
Row = TypeVar("Row")


def campaign_facts(**facts: Any) -> dict[str, Any]:
    """Return a Facebook campaign of 120 million for a quarter, branch aside."""
    return {
        "name": "Vay nhanh quý 4",
        "channel": Channel.FACEBOOK,
        "starts_on": date(2026, 10, 1),
        "ends_on": date(2026, 12, 31),
        "budget": 120_000_000,
        "target_leads": 1_600,
    } | facts


def make_campaign(session: Session, branch: Branch, **facts: Any) -> Campaign:
    """Add a campaign, a draft unless `status` says otherwise."""
    return _add(session, Campaign(branch_id=branch.id, **campaign_facts(**facts)))


def make_campaign_cost(session: Session, campaign: Campaign, **facts: Any) -> CampaignCost:
    """Add a cost of ten million."""
    own = {"incurred_on": date(2026, 10, 15), "amount": 10_000_000, "note": "Quảng cáo tháng 10"}
    return _add(session, CampaignCost(campaign_id=campaign.id, **(own | facts)))


def lead_facts(**facts: Any) -> dict[str, Any]:
    """Return what a lead needs, branch and owner aside."""
    number = next(_numbers)
    return {
        "full_name": f"Phạm Minh {number}",
        "phone": f"+8496{number:07d}",
        "province": "Đồng Nai",
        "source": Channel.FACEBOOK,
    } | facts


def make_lead(session: Session, branch: Branch, **facts: Any) -> Lead:
    """Add a lead, in the pool unless `status` says otherwise."""
    return _add(session, Lead(branch_id=branch.id, **lead_facts(**facts)))


def make_opportunity(session: Session, branch: Branch, product: Product, **facts: Any) -> Opportunity:
    """Add an opportunity of 30 million; name its customer or lead."""
    own = {"amount": 30_000_000, "expected_close_on": date(2026, 12, 15)}
    return _add(session, Opportunity(branch_id=branch.id, product_id=product.id, **(own | facts)))


def _add(session: Session, row: Row) -> Row:
    with as_system(session, "factory"):
        session.add(row)
        session.flush()
    return row
