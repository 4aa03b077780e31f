"""Campaign leads: what became of each person whom marketing reached, and what their loans brought."""

from typing import Any

from sqlalchemy import Select, case, exists, func, or_, select

from app.marketing.lead.model import Lead, LeadStatus
from app.marketing.opportunity.model import Opportunity
from app.reports.dataset import Dataset
from app.reports.dimensions import BRANCH, CAMPAIGN, CHANNEL, MONTH, OFFICER, PRODUCT
from app.reports.engine import Reader
from app.reports.filters import Filters
from app.reports.loans_of_leads import EXPOSURES, loans_of_leads
from app.reports.measure import Better, Measure, Total, Unit
from app.reports.sql_dates import day_of_instant
from app.reports.zone import business_zone
from app.shared.text import Message, msg

WINDOW = "campaign.window_days"


def rows(filters: Filters, reader: Reader) -> Select[Any]:
    """Return one row a lead: a flag for each step of the funnel that it reached within the window, and amounts."""
    lead, opportunity = Lead.__table__, Opportunity.__table__
    window = int(reader.parameters((WINDOW,), filters.as_of)[WINDOW])
    loans = loans_of_leads(filters.as_of, window).subquery("loans")
    has_opportunity = exists(select(opportunity.c.id).where(opportunity.c.lead_id == lead.c.id))
    qualified = or_(lead.c.status.in_((LeadStatus.QUALIFIED, LeadStatus.CONVERTED)), has_opportunity)
    amounts = ("applied", "approved", "disbursed", "disbursed_amount", "income", "balance_days", *EXPOSURES)
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
        *(func.coalesce(loans.c[name], 0).label(name) for name in amounts),
    ).join_from(lead, loans, loans.c.lead_id == lead.c.id, isouter=True)


def _step(slug: str, label: Message, definition: Message, flag: str) -> Measure:
    return Measure(
        slug, label, Unit.COUNT, definition, total=Total.RECORDS, only=lambda c: c[flag] == 1, better=Better.HIGHER
    )


def _amount(slug: str, label: Message, definition: Message, column: str, better: Better = Better.NEITHER) -> Measure:
    return Measure(
        slug,
        label,
        Unit.MONEY,
        definition,
        expression=lambda c: c[column],
        only=lambda c: c.disbursed == 1,
        better=better,
    )


LEADS = Measure(
    "leads",
    msg("Leads"),
    Unit.COUNT,
    msg("People who showed interest, counted in the period in which their lead was made."),
    total=Total.RECORDS,
    better=Better.HIGHER,
)
MEASURES = (
    LEADS,
    _step("contacted_leads", msg("Contacted"), msg("Leads of the period with whom somebody has spoken."), "contacted"),
    _step(
        "qualified_leads",
        msg("Qualified"),
        msg("Leads of the period that may become a loan: qualified, converted or with an opportunity."),
        "qualified",
    ),
    _step(
        "applied_leads",
        msg("Applied"),
        msg("Leads of the period with an application submitted within the campaign window."),
        "applied",
    ),
    _step(
        "approved_leads",
        msg("Approved"),
        msg("Leads of the period with an application approved within the campaign window."),
        "approved",
    ),
    _step(
        "disbursed_leads",
        msg("Disbursed"),
        msg("Leads of the period whose loan was paid out within the campaign window."),
        "disbursed",
    ),
    _amount(
        "lead_disbursed_amount",
        msg("Lent to leads"),
        msg("What was paid out to leads of the period within the campaign window."),
        "disbursed_amount",
        Better.HIGHER,
    ),
    _amount(
        "campaign_income",
        msg("Interest and fees collected"),
        msg("Interest and fees collected by the last day on the loans of the period's leads."),
        "income",
        Better.HIGHER,
    ),
    _amount(
        "campaign_balance_days",
        msg("Principal × days"),
        msg("Outstanding principal of these loans times the days it was outstanding, up to the last day."),
        "balance_days",
    ),
    *(
        _amount(
            f"exposure_{name}", msg("Lent, by grade and security"), msg("What the expected loss is a share of."), name
        )
        for name in EXPOSURES
    ),
)

DATASET = Dataset(
    "campaign_leads",
    Lead,
    rows,
    dimensions=(MONTH, BRANCH, OFFICER, PRODUCT, CAMPAIGN, CHANNEL),
    measures=MEASURES,
    day="day",
)
