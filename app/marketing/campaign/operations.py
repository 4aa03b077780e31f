"""Deciding about a campaign's money."""

from sqlalchemy import or_, select

from app.marketing.campaign.model import Campaign
from app.marketing.campaign_cost import CampaignCost
from app.people.authority_limit.model import Authority
from app.people.authority_limit.queries import require_limit
from app.security.acting import current, session_of
from app.shared.clock import utc_now
from app.shared.company import business_date
from app.shared.errors import Denied
from app.shared.text import msg


def approve(*, record: Campaign) -> None:
    """Refuse a budget above the approver's limit."""
    session = session_of(record)
    approver = current(session).reach.employee_id
    product_class = record.product.product_class if record.product else None
    require_limit(session, approver, Authority.BUDGET, record.budget, business_date(session), product_class)


def confirm_costs(*, record: Campaign) -> None:
    """Fix the base of the campaign's return; whoever entered or changed a cost of it may not."""
    session = session_of(record)
    actor = current(session)
    own = select(CampaignCost.id).where(
        CampaignCost.campaign_id == record.id,
        or_(CampaignCost.created_by_id == actor.user_id, CampaignCost.updated_by_id == actor.user_id),
    )
    if session.scalars(own).first() is not None:
        raise Denied(msg("Whoever entered a cost of the campaign cannot confirm its costs."))
    record.costs_confirmed_at, record.costs_confirmed_by_id = utc_now(), actor.reach.employee_id
