"""Campaign budgets: what campaigns of a period may spend in all, and what they have spent so far."""

from typing import Any

from sqlalchemy import Select, func, or_, select

from app.marketing.campaign.model import Campaign
from app.marketing.campaign_cost import CampaignCost
from app.reports.dataset import Dataset
from app.reports.dimensions import CAMPAIGN, CHANNEL
from app.reports.engine import Reader
from app.reports.filters import Filters
from app.reports.measure import Measure, Ratio, Unit
from app.shared.text import msg


def rows(filters: Filters, _reader: Reader) -> Select[Any]:
    """Return one row a campaign that ran on at least one day of the period."""
    campaign, cost = Campaign.__table__, CampaignCost.__table__
    spent = (
        select(cost.c.campaign_id, func.sum(cost.c.amount).label("amount"))
        .where(cost.c.incurred_on <= filters.as_of, cost.c.deleted_at.is_(None))
        .group_by(cost.c.campaign_id)
        .subquery()
    )
    return (
        select(
            campaign.c.id.label("record_id"),
            campaign.c.id.label("campaign_id"),
            campaign.c.channel,
            campaign.c.budget,
            func.coalesce(spent.c.amount, 0).label("spent"),
        )
        .join_from(campaign, spent, spent.c.campaign_id == campaign.c.id, isouter=True)
        .where(
            campaign.c.starts_on <= filters.period.last,
            or_(campaign.c.ends_on.is_(None), campaign.c.ends_on >= filters.period.first),
        )
    )


BUDGET = Measure(
    "campaign_budget",
    msg("Budget"),
    Unit.MONEY,
    msg("The whole budget of campaigns that ran in the period."),
    expression=lambda c: c.budget,
)
SPENT = Measure(
    "campaign_spent",
    msg("Spent so far"),
    Unit.MONEY,
    msg("All costs, up to the last day, of campaigns that ran in the period."),
    expression=lambda c: c.spent,
)
USED = Ratio(
    "budget_used",
    msg("Budget used"),
    Unit.PERCENT,
    msg("Spent so far divided by the budget."),
    part="campaign_spent",
    whole="campaign_budget",
)

DATASET = Dataset("campaign_budgets", Campaign, rows, dimensions=(CAMPAIGN, CHANNEL), measures=(BUDGET, SPENT))
COMPUTED = (USED,)
