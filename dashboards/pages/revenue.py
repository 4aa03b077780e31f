"""Revenue: what was earned and what was received, side by side and labelled."""

from app.security.roles import Role
from app.shared.text import msg
from dashboards.page import Page, cards, chart, table

_BOTH = ("accrued_revenue", "cash_revenue")
_IMPORTED = ("imported_interest_paid", "imported_fees_paid", "imported_principal_paid")

PAGE = Page(
    slug="revenue",
    title=msg("Revenue"),
    icon="coins",
    permission="RevenueDashboard",
    about=msg("Accrual is what the books earned; cash is what customers paid of it. Principal is never revenue."),
    filters=("branch", "product", "officer", "component"),
    sections=(
        cards(*_BOTH, "fee_income", "disbursed_amount"),
        chart("bar", msg("Revenue by month"), ("month",), *_BOTH),
        chart("stack", msg("Accrued revenue by month and component"), ("month", "component"), "accrued_revenue"),
        chart("stack", msg("Cash revenue by month and component"), ("month", "component"), "cash_revenue"),
        table(msg("Months"), ("month",), *_BOTH),
        table(msg("Components"), ("component",), *_BOTH),
        table(msg("Branches"), ("branch",), *_BOTH),
        table(msg("Products"), ("product",), *_BOTH),
        table(msg("Officers"), ("officer",), *_BOTH),
        table(msg("Imported loans by status"), ("former_status",), *_IMPORTED, optional=True),
        table(msg("Imported loans by grade"), ("former_grade",), *_IMPORTED, optional=True),
    ),
    roles=(
        Role.SALES,
        Role.TEAM_LEAD,
        Role.RISK,
        Role.MANAGER,
        Role.CASHIER,
        Role.ACCOUNTANT,
        Role.COLLECTOR,
        Role.FIELD_COLLECTOR,
        Role.CARE,
        Role.AUDITOR,
    ),
)
