"""Portfolio: what every loan owes at the end of a day, and how late it is."""

from typing import Any

from sqlalchemy import Select, case, select

from app.origination.application.model import Application
from app.people.employee import Employee
from app.reports.dataset import Dataset
from app.reports.dimensions import BRANCH, BUCKET, CONTRACT_STATUS, DEBT_GROUP, GRADE, OFFICER, PRODUCT, UNIT
from app.reports.engine import Reader
from app.reports.filters import Filters
from app.reports.measure import Better, Measure, Ratio, Total, Unit
from app.reports.portfolio_at import portfolio_at
from app.servicing.contract.model import Contract
from app.shared.months import add_months
from app.shared.text import msg

NON_PERFORMING = ("3", "4", "5")


def rows(filters: Filters, reader: Reader) -> Select[Any]:
    """Return one row a loan that owes principal at the end of the period's last day."""
    state = portfolio_at(filters.as_of, reader).subquery("state")
    contract, application, owner = Contract.__table__, Application.__table__, Employee.__table__
    young = contract.c.effective_on > add_months(filters.as_of, -12)
    return (
        select(
            contract.c.id.label("record_id"),
            contract.c.branch_id,
            contract.c.owner_id,
            contract.c.product_id,
            contract.c.status,
            owner.c.unit,
            application.c.grade,
            state.c.principal,
            state.c.days_past_due,
            state.c.bucket,
            state.c.debt_group,
            case((young, 1), else_=0).label("young"),
        )
        .join_from(contract, state, state.c.contract_id == contract.c.id)
        .join(application, application.c.id == contract.c.application_id)
        .outerjoin(owner, owner.c.id == contract.c.owner_id)
    )


OUTSTANDING = Measure(
    "outstanding",
    msg("Outstanding principal"),
    Unit.MONEY,
    msg("Principal not yet repaid at the end of the last day; written-off loans are not in it."),
    expression=lambda c: c.principal,
)
LOANS = Measure(
    "loans",
    msg("Loans"),
    Unit.COUNT,
    msg("Loans that owe principal at the end of the last day."),
    total=Total.RECORDS,
)
OVERDUE = Measure(
    "overdue_loans",
    msg("Overdue principal, whole loans"),
    Unit.MONEY,
    msg("Outstanding principal of loans with at least one day past due, not only the part that is overdue."),
    expression=lambda c: c.principal,
    only=lambda c: c.days_past_due > 0,
    better=Better.LOWER,
)
OVER_30 = Measure(
    "principal_over_30",
    msg("Principal over 30 days"),
    Unit.MONEY,
    msg("Outstanding principal of loans more than 30 days past due."),
    expression=lambda c: c.principal,
    only=lambda c: c.days_past_due > 30,
    better=Better.LOWER,
)
OVER_90 = Measure(
    "principal_over_90",
    msg("Principal over 90 days"),
    Unit.MONEY,
    msg("Outstanding principal of loans more than 90 days past due."),
    expression=lambda c: c.principal,
    only=lambda c: c.days_past_due > 90,
    better=Better.LOWER,
)
GROUP_2 = Measure(
    "principal_group_2",
    msg("Principal in group 2"),
    Unit.MONEY,
    msg("Outstanding principal of loans in debt group 2, special mention."),
    expression=lambda c: c.principal,
    only=lambda c: c.debt_group == "2",
    better=Better.LOWER,
)
BAD = Measure(
    "bad_debt",
    msg("Bad debt"),
    Unit.MONEY,
    msg("Outstanding principal of loans in debt groups 3, 4 and 5 (Circular 31/2024, Article 10)."),
    expression=lambda c: c.principal,
    only=lambda c: c.debt_group.in_(NON_PERFORMING),
    better=Better.LOWER,
)
YOUNG = Measure(
    "young_principal",
    msg("Principal of recent loans"),
    Unit.MONEY,
    msg("Outstanding principal of loans paid out in the last 12 months."),
    expression=lambda c: c.principal,
    only=lambda c: c.young == 1,
)
YOUNG_OVER_30 = Measure(
    "young_over_30",
    msg("Recent loans over 30 days"),
    Unit.MONEY,
    msg("Outstanding principal of loans paid out in the last 12 months and more than 30 days past due."),
    expression=lambda c: c.principal,
    only=lambda c: (c.young == 1) & (c.days_past_due > 30),
    better=Better.LOWER,
)
YOUNG_BAD = Measure(
    "young_bad_debt",
    msg("Recent bad debt"),
    Unit.MONEY,
    msg("Outstanding principal of loans paid out in the last 12 months that stand in groups 3 to 5."),
    expression=lambda c: c.principal,
    only=lambda c: (c.young == 1) & c.debt_group.in_(NON_PERFORMING),
    better=Better.LOWER,
)


def _share(slug: str, label: Any, definition: Any, part: str, whole: str = "outstanding") -> Ratio:
    return Ratio(slug, label, Unit.PERCENT, definition, part=part, whole=whole, better=Better.LOWER)


COMPUTED = (
    _share(
        "par30",
        msg("PAR30"),
        msg("Principal of loans more than 30 days past due, divided by all outstanding principal."),
        "principal_over_30",
    ),
    _share(
        "par90",
        msg("PAR90"),
        msg("Principal of loans more than 90 days past due, divided by all outstanding principal."),
        "principal_over_90",
    ),
    _share(
        "npl_ratio",
        msg("Bad-debt ratio (NPL)"),
        msg("Principal in debt groups 3 to 5, divided by all outstanding principal."),
        "bad_debt",
    ),
    _share(
        "group_2_ratio",
        msg("Share of group 2"),
        msg("Principal in debt group 2, divided by all outstanding principal."),
        "principal_group_2",
    ),
    _share(
        "overdue_rate",
        msg("Overdue rate of recent loans"),
        msg("Of the principal of loans paid out in the last 12 months, the share more than 30 days past due."),
        "young_over_30",
        "young_principal",
    ),
    _share(
        "bad_debt_rate",
        msg("Bad-debt rate of recent loans"),
        msg("Of the principal of loans paid out in the last 12 months, the share in debt groups 3 to 5."),
        "young_bad_debt",
        "young_principal",
    ),
)

DATASET = Dataset(
    "portfolio",
    Contract,
    rows,
    dimensions=(BUCKET, DEBT_GROUP, PRODUCT, BRANCH, OFFICER, UNIT, GRADE, CONTRACT_STATUS),
    measures=(OUTSTANDING, LOANS, OVERDUE, OVER_30, OVER_90, GROUP_2, BAD, YOUNG, YOUNG_OVER_30, YOUNG_BAD),
)
