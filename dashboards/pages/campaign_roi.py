"""Campaign ROI: what marketing spends and what comes of it."""

from app.security.roles import Role
from app.shared.text import msg
from dashboards.page import Page, cards, chart, table

PAGE = Page(
    slug="campaign-roi",
    title=msg("Campaign ROI"),
    icon="speakerphone",
    permission="CampaignRoiDashboard",
    about=msg("Leads count in the period in which they were made, costs in the period in which they arose."),
    filters=("channel", "campaign", "branch", "product", "officer"),
    sections=(
        cards("campaign_cost", "leads", "cost_per_lead", "cost_per_qualified_lead"),
        chart("funnel", msg("From lead to loan"), (), "leads", "contacted_leads", "qualified_leads"),
        chart("bar", msg("Leads by channel"), ("channel",), "leads", "qualified_leads"),
        chart("line", msg("Leads by month"), ("month",), "leads", "qualified_leads"),
        table(
            msg("Campaigns"),
            ("campaign",),
            "leads",
            "contacted_leads",
            "qualified_leads",
            "campaign_cost",
            "cost_per_lead",
            "cost_per_qualified_lead",
        ),
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
