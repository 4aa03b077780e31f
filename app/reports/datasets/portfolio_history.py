"""Portfolio history: the loan book at the last closed day of each month, as end of day wrote it down."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Select, String, cast, func, select

from app.people.employee import Employee
from app.reports.dataset import Dataset
from app.reports.datasets import portfolio
from app.reports.dimensions import BRANCH, BUCKET, DEBT_GROUP, MONTH, OFFICER, PRODUCT, UNIT
from app.reports.engine import Reader
from app.reports.filters import Filters
from app.reports.measure import Measure, Ratio
from app.reports.sql_dates import month_start
from app.servicing.contract.model import Contract
from app.servicing.risk_snapshot import RiskSnapshot

_SUFFIX = "_month_end"


def rows(filters: Filters, _reader: Reader) -> Select[Any]:
    """Return one row a loan and month: what it owed, and how late it was, on the month's last closed day."""
    taken, contract, owner = RiskSnapshot.__table__, Contract.__table__, Employee.__table__
    last_days = (
        select(func.max(taken.c.day))
        .where(taken.c.day.between(filters.period.first, filters.period.last))
        .group_by(month_start(taken.c.day))
    )
    return (
        select(
            contract.c.id.label("record_id"),
            contract.c.branch_id,
            contract.c.owner_id,
            contract.c.product_id,
            owner.c.unit,
            taken.c.day,
            taken.c.principal,
            taken.c.days_past_due,
            taken.c.bucket,
            cast(taken.c.debt_group, String).label("debt_group"),
        )
        .join_from(taken, contract, contract.c.id == taken.c.contract_id)
        .outerjoin(owner, owner.c.id == contract.c.owner_id)
        .where(taken.c.day.in_(last_days), taken.c.principal > 0)
    )


def _then(figure: Measure) -> Measure:
    return replace(figure, slug=figure.slug + _SUFFIX)


def _ratio_then(figure: Ratio) -> Ratio:
    return replace(figure, slug=figure.slug + _SUFFIX, part=figure.part + _SUFFIX, whole=figure.whole + _SUFFIX)


DATASET = Dataset(
    "portfolio_history",
    Contract,
    rows,
    dimensions=(MONTH, BUCKET, DEBT_GROUP, PRODUCT, BRANCH, OFFICER, UNIT),
    measures=tuple(map(_then, (portfolio.OUTSTANDING, portfolio.OVER_30, portfolio.OVER_90, portfolio.BAD))),
    day="day",
)
COMPUTED = tuple(_ratio_then(figure) for figure in portfolio.COMPUTED if figure.slug in ("par30", "par90", "npl_ratio"))
