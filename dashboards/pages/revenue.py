"""Revenue: what was earned and what was received, side by side and labelled."""

from app.reports.filters import Comparison
from app.security.roles import Role
from app.shared.text import msg
from dashboards.page import Kind, Page, Section, View, cards, panel, trend

_BOTH = ("accrued_revenue", "cash_revenue")
_IMPORTED = ("imported_interest_paid", "imported_fees_paid", "imported_principal_paid")

_BY_COMPONENT = tuple(View(("month", "component"), (slug,)) for slug in _BOTH)

PAGE = Page(
    slug="revenue",
    title=msg("Revenue"),
    icon="coins",
    permission="RevenueDashboard",
    about=msg("Accrual is what the books earned; cash is what customers paid of it. Principal is never revenue."),
    opens_on="twelve_months",
    beside=Comparison.PREVIOUS,
    filters=("branch", "product", "officer", "component"),
    sections=(
        cards(*_BOTH, "fee_income", "disbursed_amount"),
        trend(Kind.COLUMNS, msg("Revenue by month"), *_BOTH, drawn=2),
        Section(Kind.STACK, _BY_COMPONENT, msg("Revenue by month and component"), months=12),
        panel(Kind.BARS, msg("Where revenue comes from"), ("branch", "product", "officer"), *_BOTH, drawn=2),
        panel(Kind.BARS, msg("What revenue is made of"), ("component",), *_BOTH, drawn=2),
        panel(Kind.TABLE, msg("Imported loans"), ("former_status", "former_grade"), *_IMPORTED, optional=True),
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
