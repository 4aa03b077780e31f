"""KPI: what people and departments reach, against their targets and each other."""

from app.reports.filters import Comparison
from app.security.roles import Role
from app.shared.text import msg
from dashboards.page import Kind, Page, Section, cards, panel, trend

_RESULTS = ("disbursed_amount", "new_customers", "fee_income", "collection_efficiency", "overdue_rate", "bad_debt_rate")
_SERVICE = ("satisfaction", "timeliness", "disbursement_accuracy")

PAGE = Page(
    slug="kpi",
    title=msg("KPI"),
    icon="target",
    permission="KpiDashboard",
    about=msg("Targets are those of the chosen month or quarter; risk is measured on loans of the last 12 months."),
    opens_on="month",
    beside=Comparison.PREVIOUS,
    filters=("branch", "officer"),
    sections=(
        cards("new_customers", "disbursed_amount", "collection_efficiency", "overdue_rate", *_SERVICE, "fee_income"),
        Section(Kind.SCORECARD, title=msg("Targets and scores")),
        panel(
            Kind.BARS,
            msg("Ranking by amount disbursed"),
            ("officer", "unit", "branch"),
            "disbursed_amount",
            "new_customers",
            "loans_disbursed",
            "average_loan",
        ),
        trend(Kind.COLUMNS, msg("Amount disbursed by month"), "disbursed_amount", "loans_disbursed", "new_customers"),
        panel(Kind.TABLE, msg("Results compared"), ("officer", "unit", "branch"), *_RESULTS, *_SERVICE),
    ),
    roles=(
        Role.SALES,
        Role.TEAM_LEAD,
        Role.APPRAISER,
        Role.RISK,
        Role.MANAGER,
        Role.LEGAL,
        Role.CASHIER,
        Role.ACCOUNTANT,
        Role.COLLECTOR,
        Role.FIELD_COLLECTOR,
        Role.CARE,
        Role.MARKETING,
        Role.AUDITOR,
        Role.DATA_STEWARD,
    ),
)
