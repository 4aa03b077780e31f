"""Dues: what was to be paid in a period, and how much of it came in by its last day."""

from typing import Any

from sqlalchemy import Select, func, select

from app.people.employee import Employee
from app.reports.dataset import Dataset
from app.reports.dimensions import BRANCH, MONTH, OFFICER, PRODUCT, UNIT
from app.reports.engine import Reader
from app.reports.filters import Filters
from app.reports.measure import Better, Measure, Ratio, Unit
from app.servicing.contract.model import Contract
from app.servicing.instalment.model import Instalment, InstalmentStatus
from app.servicing.receipt.model import Allocation
from app.servicing.receipt.rules import Component
from app.shared.text import msg


def rows(filters: Filters, _reader: Reader) -> Select[Any]:
    """Return one row an instalment, with what was paid on it by the end of the period's last day."""
    due, contract, owner, part = (t.__table__ for t in (Instalment, Contract, Employee, Allocation))
    later = (
        select(part.c.instalment_id, func.sum(part.c.amount).label("amount"))
        .where(part.c.posted_on > filters.as_of, part.c.component.in_((Component.PRINCIPAL, Component.INTEREST)))
        .group_by(part.c.instalment_id)
        .subquery()
    )
    return (
        select(
            due.c.id.label("record_id"),
            contract.c.branch_id,
            contract.c.owner_id,
            contract.c.product_id,
            owner.c.unit,
            due.c.due_on.label("day"),
            (due.c.principal + due.c.interest).label("due"),
            (due.c.paid_principal + due.c.paid_interest - func.coalesce(later.c.amount, 0)).label("paid"),
        )
        .join_from(due, contract, contract.c.id == due.c.contract_id)
        .outerjoin(later, later.c.instalment_id == due.c.id)
        .outerjoin(owner, owner.c.id == contract.c.owner_id)
        .where(due.c.status != InstalmentStatus.RESCHEDULED)
    )


DUE = Measure(
    "dues",
    msg("Dues"),
    Unit.MONEY,
    msg("Principal and interest of instalments that fell due in the period."),
    expression=lambda c: c.due,
)
COLLECTED = Measure(
    "dues_collected",
    msg("Dues collected"),
    Unit.MONEY,
    msg("What was paid, by the last day, on the instalments that fell due in the period."),
    expression=lambda c: c.paid,
    only=lambda c: c.paid != 0,
    better=Better.HIGHER,
)
EFFICIENCY = Ratio(
    "collection_efficiency",
    msg("Collection efficiency"),
    Unit.PERCENT,
    msg("Dues collected divided by dues of the period."),
    part="dues_collected",
    whole="dues",
    better=Better.HIGHER,
)

DATASET = Dataset(
    "dues",
    Instalment,
    rows,
    dimensions=(MONTH, BRANCH, OFFICER, UNIT, PRODUCT),
    measures=(DUE, COLLECTED),
    day="day",
)
COMPUTED = (EFFICIENCY,)
