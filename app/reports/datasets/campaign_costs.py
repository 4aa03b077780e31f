"""Campaign costs: what marketing spent, by the day on which the cost arose."""

from typing import Any

from sqlalchemy import Select, select

from app.marketing.campaign.model import Campaign
from app.marketing.campaign_cost import CampaignCost
from app.reports.dataset import Dataset
from app.reports.dimensions import CAMPAIGN, CHANNEL, MONTH
from app.reports.engine import Reader
from app.reports.filters import Filters
from app.reports.measure import Measure, Unit
from app.shared.text import msg


def rows(_filters: Filters, _reader: Reader) -> Select[Any]:
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

DATASET = Dataset(
    "campaign_costs", CampaignCost, rows, dimensions=(MONTH, CAMPAIGN, CHANNEL), measures=(COST,), day="day"
)
