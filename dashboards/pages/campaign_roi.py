"""Campaign ROI: what marketing spends and what comes of it."""

from app.reports.filters import Comparison
from app.security.roles import Role
from app.shared.text import msg
from dashboards.page import Kind, Page, Section, View, cards, panel, trend

_RETURN = (
    "campaign_cost",
    "contribution",
    "lead_disbursed_amount",
    "campaign_income",
    "funding_cost",
    "expected_loss",
    "variable_cost",
    "net_contribution",
)
_COSTS = ("cost_per_lead", "cost_per_qualified_lead", "acquisition_cost", "roi", "roas")
_LEADS = ("leads", "qualified_leads", "disbursed_leads", "lead_to_loan")
# A cost belongs to a campaign and to no branch.
_RESULTS = (
    *(View((slug,), (*_LEADS, "campaign_cost", *_COSTS)) for slug in ("channel", "campaign")),
    *(
        View((slug,), (*_LEADS, "lead_disbursed_amount", "campaign_income"))
        for slug in ("product", "branch", "officer")
    ),
)

PAGE = Page(
    slug="campaign-roi",
    title=msg("Campaign ROI"),
    icon="speakerphone",
    permission="CampaignRoiDashboard",
    about=msg("Leads count in the period in which they were made, costs in the period in which they arose."),
    opens_on="twelve_months",
    beside=Comparison.PREVIOUS,
    filters=("channel", "campaign", "branch", "product", "officer"),
    sections=(
        cards(
            "campaign_cost",
            "leads",
            "disbursed_leads",
            "roi",
            "cost_per_lead",
            "cost_per_qualified_lead",
            "acquisition_cost",
            "roas",
        ),
        panel(
            Kind.FUNNEL,
            msg("From lead to loan"),
            (),
            "leads",
            "contacted_leads",
            "qualified_leads",
            "applied_leads",
            "approved_leads",
            "disbursed_leads",
        ),
        panel(
            Kind.BULLET,
            msg("Budget against actual"),
            ("channel", "campaign"),
            "campaign_spent",
            "campaign_budget",
            "budget_used",
        ),
        panel(Kind.BARS, msg("Cost and contribution"), ("channel", "campaign"), *_RETURN, drawn=2),
        panel(Kind.EXTREMES, msg("Best and worst return"), ("campaign", "channel"), "roi", *_RETURN),
        trend(Kind.LINE, msg("Leads by month"), "leads", "qualified_leads", "disbursed_leads", "lead_to_loan", drawn=3),
        trend(Kind.COLUMNS, msg("Cost and contribution by month"), "campaign_cost", "contribution", *_COSTS, drawn=2),
        Section(Kind.TABLE, _RESULTS, msg("Results compared")),
    ),
    roles=(
        Role.SALES,
        Role.TEAM_LEAD,
        Role.MANAGER,
        Role.CARE,
        Role.MARKETING,
        Role.AUDITOR,
        Role.DATA_STEWARD,
    ),
)
