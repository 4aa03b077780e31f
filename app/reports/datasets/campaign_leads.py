"""Campaign leads: what became of each person whom marketing reached, within the window that counts."""

from typing import Any

from sqlalchemy import Select, case, exists, or_, select

from app.marketing.campaign.model import Channel
from app.marketing.lead.model import Lead, LeadStatus
from app.marketing.opportunity.model import Opportunity
from app.reports.dataset import Dataset
from app.reports.dimension import Dimension
from app.reports.dimensions import BRANCH, CAMPAIGN, MONTH, OFFICER, PRODUCT
from app.reports.filters import Filters
from app.reports.measure import Measure, Total, Unit
from app.reports.sql_dates import day_of_instant
from app.reports.zone import business_zone
from app.shared.field import choice_labels
from app.shared.text import msg

CHANNEL = Dimension("channel", msg("Channel"), column="channel", choices=choice_labels(Channel))


def rows(_filters: Filters) -> Select[Any]:
    """Return one row a lead, with a flag for each step of the funnel that it reached."""
    lead, opportunity = Lead.__table__, Opportunity.__table__
    has_opportunity = exists(select(opportunity.c.id).where(opportunity.c.lead_id == lead.c.id))
    qualified = or_(lead.c.status.in_((LeadStatus.QUALIFIED, LeadStatus.CONVERTED)), has_opportunity)
    return select(
        lead.c.id.label("record_id"),
        lead.c.branch_id,
        lead.c.owner_id,
        lead.c.campaign_id,
        lead.c.need_product_id.label("product_id"),
        lead.c.source.label("channel"),
        day_of_instant(lead.c.created_at, business_zone()).label("day"),
        case((or_(lead.c.first_contact_at.is_not(None), qualified), 1), else_=0).label("contacted"),
        case((qualified, 1), else_=0).label("qualified"),
    )


LEADS = Measure(
    "leads",
    msg("Leads"),
    Unit.COUNT,
    msg("People who showed interest, counted in the period in which their lead was made."),
    total=Total.RECORDS,
)
CONTACTED = Measure(
    "contacted_leads",
    msg("Contacted"),
    Unit.COUNT,
    msg("Leads of the period with whom somebody has spoken."),
    total=Total.RECORDS,
    only=lambda c: c.contacted == 1,
)
QUALIFIED = Measure(
    "qualified_leads",
    msg("Qualified"),
    Unit.COUNT,
    msg("Leads of the period that may become a loan: qualified, converted or with an opportunity."),
    total=Total.RECORDS,
    only=lambda c: c.qualified == 1,
)

DATASET = Dataset(
    "campaign_leads",
    Lead,
    rows,
    dimensions=(MONTH, BRANCH, OFFICER, PRODUCT, CAMPAIGN, CHANNEL),
    measures=(LEADS, CONTACTED, QUALIFIED),
    day="day",
)
