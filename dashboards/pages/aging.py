"""Aging: what is owed on a day, and how late it is."""

from app.reports.filters import Comparison
from app.security.roles import Role
from app.shared.text import msg
from dashboards.page import Kind, Page, Section, View, cards, panel, trend

_FIGURES = ("outstanding", "loans", "par30", "par90", "npl_ratio", "bad_debt")
_IMPORTED = ("imported_outstanding", "imported_loans", "imported_written_off")

_SPLITS = ("branch", "product", "officer", "grade")
_MIXES = tuple(View((slug, "bucket"), ("outstanding",)) for slug in _SPLITS)

PAGE = Page(
    slug="aging",
    title=msg("Aging"),
    icon="hourglass",
    permission="AgingDashboard",
    about=msg("Balances and days past due at the end of the last day of the period."),
    balances=True,
    opens_on="today",
    beside=Comparison.PREVIOUS,
    filters=("branch", "product", "officer", "bucket", "debt_group", "grade"),
    sections=(
        cards("outstanding", "loans", "overdue_loans", "par30", "par90", "npl_ratio", "group_2_ratio", "bad_debt"),
        panel(Kind.BARS, msg("Outstanding principal"), ("bucket", "debt_group"), "outstanding", "loans"),
        trend(
            Kind.LINE,
            msg("Share at risk at each month's end"),
            "par30_month_end",
            "par90_month_end",
            "npl_ratio_month_end",
            "outstanding_month_end",
            drawn=3,
        ),
        Section(Kind.MIX, _MIXES, msg("Mix of days past due")),
        panel(Kind.BARS, msg("Where the bad debt is"), _SPLITS, "bad_debt", "npl_ratio", "outstanding"),
        panel(Kind.TABLE, msg("Quality compared"), (*_SPLITS, "bucket", "debt_group", "contract_status"), *_FIGURES),
        panel(Kind.TABLE, msg("Imported loans"), ("former_status", "former_grade"), *_IMPORTED, optional=True),
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
        Role.AUDITOR,
        Role.DATA_STEWARD,
    ),
)
