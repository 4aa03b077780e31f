"""Cash revenue: interest and fees in the money that customers paid, by the day on which it was posted."""

from typing import Any

from sqlalchemy import Select, select

from app.people.employee import Employee
from app.reports.dataset import Dataset
from app.reports.dimensions import BRANCH, COMPONENT, MONTH, OFFICER, PRODUCT, UNIT
from app.reports.engine import Reader
from app.reports.filters import Filters
from app.reports.measure import Better, Measure, Unit
from app.servicing.contract.model import Contract
from app.servicing.receipt.model import Allocation
from app.servicing.receipt.rules import Component
from app.shared.text import msg

REVENUE = (Component.INTEREST, Component.OVERDUE_INTEREST, Component.LATE_INTEREST, Component.FEE)


def rows(_filters: Filters, _reader: Reader) -> Select[Any]:
    """Return one row an allocation to interest or fees; a reversed one comes back with its sign turned."""
    part, contract, owner = Allocation.__table__, Contract.__table__, Employee.__table__
    return (
        select(
            part.c.id.label("record_id"),
            contract.c.branch_id,
            contract.c.owner_id,
            contract.c.product_id,
            owner.c.unit,
            part.c.component,
            part.c.posted_on.label("day"),
            part.c.amount,
        )
        .join_from(part, contract, contract.c.id == part.c.contract_id)
        .outerjoin(owner, owner.c.id == contract.c.owner_id)
        .where(part.c.component.in_(REVENUE))
    )


RECEIVED = Measure(
    "cash_revenue",
    msg("Revenue, cash"),
    Unit.MONEY,
    msg("Interest and fees in what customers paid in the period (management view); principal is never revenue."),
    expression=lambda c: c.amount,
    better=Better.HIGHER,
)
FEES = Measure(
    "fee_income",
    msg("Fees received"),
    Unit.MONEY,
    msg("Fees in what customers paid in the period."),
    expression=lambda c: c.amount,
    only=lambda c: c.component == Component.FEE,
    better=Better.HIGHER,
)

DATASET = Dataset(
    "revenue_cash",
    Allocation,
    rows,
    dimensions=(MONTH, BRANCH, OFFICER, UNIT, PRODUCT, COMPONENT),
    measures=(RECEIVED, FEES),
    day="day",
)
