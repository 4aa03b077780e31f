"""Dues: what was to be paid in a period, and how much of it came in by its last day."""

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from app.debt_collection.collection_case.model import CollectionCase
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


def rows(filters: Filters, reader: Reader) -> Select[Any]:
    """Return one row an instalment, with what was paid on it by the end of the period's last day."""
    due, contract, officer, part = (t.__table__ for t in (Instalment, Contract, Employee, Allocation))
    later = (
        select(part.c.instalment_id, func.sum(part.c.amount).label("amount"))
        .where(part.c.posted_on > filters.as_of, part.c.component.in_((Component.PRINCIPAL, Component.INTEREST)))
        .group_by(part.c.instalment_id)
        .subquery()
    )
    taken_up, case = _taken_up(filters, reader.today()).subquery(), CollectionCase.__table__
    # The seller answers for who pays in time, the collector for who does not.
    officer_id = func.coalesce(case.c.owner_id, contract.c.owner_id)
    return (
        select(
            due.c.id.label("record_id"),
            contract.c.branch_id,
            officer_id.label("owner_id"),
            contract.c.product_id,
            officer.c.unit,
            due.c.due_on.label("day"),
            (due.c.principal + due.c.interest).label("due"),
            (due.c.paid_principal + due.c.paid_interest - func.coalesce(later.c.amount, 0)).label("paid"),
        )
        .join_from(due, contract, contract.c.id == due.c.contract_id)
        .outerjoin(later, later.c.instalment_id == due.c.id)
        .outerjoin(taken_up, taken_up.c.instalment_id == due.c.id)
        .outerjoin(case, case.c.id == taken_up.c.case_id)
        .outerjoin(officer, officer.c.id == officer_id)
        .where(due.c.status != InstalmentStatus.RESCHEDULED)
    )


def _taken_up(filters: Filters, today: date) -> Select[Any]:
    """Return the last collection case of each instalment that was overdue while a case of its customer was open.

    A case opens at the end of its first day and closes when nothing is overdue any more: what was paid before, or in
    time, or fell due after it, was no work of its collector.
    """
    due, contract, case = (t.__table__ for t in (Instalment, Contract, CollectionCase))
    return (
        select(due.c.id.label("instalment_id"), func.max(case.c.id).label("case_id"))
        .join_from(due, contract, contract.c.id == due.c.contract_id)
        .join(case, case.c.customer_id == contract.c.customer_id)
        .where(
            due.c.due_on.between(filters.period.first, filters.period.last),
            due.c.due_on < min(filters.as_of, today),
            case.c.deleted_at.is_(None),
            case.c.opened_on <= filters.as_of,
            or_(case.c.closed_on.is_(None), case.c.closed_on > due.c.due_on),
            or_(due.c.paid_on.is_(None), and_(due.c.paid_on > due.c.due_on, due.c.paid_on > case.c.opened_on)),
        )
        .group_by(due.c.id)
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
    msg(
        "Dues collected divided by dues of the period. An instalment that was overdue while a collection case was open "
        "counts for the officer of the case, any other for the officer of the contract."
    ),
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
