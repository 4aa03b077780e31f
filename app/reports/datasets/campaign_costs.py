"""Campaign costs: what marketing spent, by the day on which the cost arose."""

from typing import Any

from sqlalchemy import Select, select

from app.marketing.campaign.model import Campaign
from app.marketing.campaign_cost import CampaignCost
from app.reports.dataset import Dataset
from app.reports.datasets.campaign_leads import CHANNEL
from app.reports.dimensions import CAMPAIGN, MONTH
from app.reports.filters import Filters
from app.reports.measure import Measure, Ratio, Unit
from app.shared.text import msg


def rows(_filters: Filters) -> Select[Any]:
    """Return one row a cost line."""
    cost, campaign = CampaignCost.__table__, Campaign.__table__
    return select(
        cost.c.id.label("record_id"),
        cost.c.campaign_id,
        cost.c.amount,
        cost.c.incurred_on.label("day"),
        campaign.c.channel,
    ).join_from(cost, campaign, campaign.c.id == cost.c.campaign_id)


COST = Measure(
    "campaign_cost",
    msg("Campaign cost"),
    Unit.MONEY,
    msg("Costs of campaigns that arose in the period."),
    expression=lambda c: c.amount,
)
COST_PER_LEAD = Ratio(
    "cost_per_lead",
    msg("Cost per lead (CPL)"),
    Unit.MONEY,
    msg("Campaign cost divided by leads."),
    part="campaign_cost",
    whole="leads",
)
COST_PER_QUALIFIED_LEAD = Ratio(
    "cost_per_qualified_lead",
    msg("Cost per qualified lead (CPQL)"),
    Unit.MONEY,
    msg("Campaign cost divided by qualified leads."),
    part="campaign_cost",
    whole="qualified_leads",
)

DATASET = Dataset(
    "campaign_costs", CampaignCost, rows, dimensions=(MONTH, CAMPAIGN, CHANNEL), measures=(COST,), day="day"
)
COMPUTED = (COST_PER_LEAD, COST_PER_QUALIFIED_LEAD)
