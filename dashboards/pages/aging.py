"""Aging: what is owed on a day, and how late it is."""

from app.security.roles import Role
from app.shared.text import msg
from dashboards.page import Page, cards, chart, table

_FIGURES = ("outstanding", "loans", "par30", "par90", "npl_ratio")
_IMPORTED = ("imported_outstanding", "imported_loans", "imported_written_off")

PAGE = Page(
    slug="aging",
    title=msg("Aging"),
    icon="hourglass",
    permission="AgingDashboard",
    about=msg("Balances and days past due at the end of the last day of the period."),
    filters=("branch", "product", "officer", "bucket", "debt_group", "grade"),
    sections=(
        cards("outstanding", "loans", "overdue_loans", "par30", "par90", "npl_ratio", "group_2_ratio", "bad_debt"),
        chart("bar", msg("Outstanding principal by days past due"), ("bucket",), "outstanding"),
        chart("bar", msg("Outstanding principal by debt group"), ("debt_group",), "outstanding"),
        chart("stack", msg("Days past due by branch"), ("branch", "bucket"), "outstanding"),
        table(msg("Days past due"), ("bucket",), "outstanding", "loans"),
        table(msg("Debt groups"), ("debt_group",), "outstanding", "loans"),
        table(msg("Products"), ("product",), *_FIGURES),
        table(msg("Branches"), ("branch",), *_FIGURES),
        table(msg("Officers"), ("officer",), *_FIGURES),
        table(msg("Risk grades"), ("grade",), *_FIGURES),
        table(msg("Status of the contract"), ("contract_status",), "outstanding", "loans"),
        table(msg("Imported loans by status"), ("former_status",), *_IMPORTED, optional=True),
        table(msg("Imported loans by grade"), ("former_grade",), *_IMPORTED, optional=True),
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
