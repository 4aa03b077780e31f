"""What a customer owes and since when, and who could take up the case."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.debt_collection.collection_case.model import CollectionCase
from app.people.branch import Branch
from app.people.employee import Employee, Unit
from app.servicing.balance.model import ContractBalance
from app.servicing.contract.model import Contract


@dataclass(frozen=True)
class Arrears:
    """A customer's overdue contracts taken together; the amount in minor units, the branch of the oldest contract."""

    customer_id: int
    branch_id: int
    days_past_due: int
    amount: int
    contracts: int


def arrears_of(session: Session, customer_ids: Iterable[int]) -> dict[int, Arrears]:
    """Return customer → arrears, without customers who have nothing past due."""
    balance = ContractBalance
    owed = balance.principal_overdue + balance.interest_overdue + balance.overdue_interest + balance.late_interest
    rows = session.execute(
        select(
            Contract.customer_id,
            func.min(Contract.branch_id),
            func.max(balance.days_past_due),
            func.sum(owed),
            func.count(Contract.id),
        )
        .join(balance, balance.contract_id == Contract.id)
        .where(Contract.customer_id.in_(sorted(customer_ids)), balance.days_past_due > 0)
        .group_by(Contract.customer_id)
    )
    return {row[0]: Arrears(row[0], row[1], row[2], int(row[3]), row[4]) for row in rows}


def customers_of(session: Session, contract_ids: Iterable[int]) -> set[int]:
    """Return the customers of these contracts."""
    return set(session.scalars(select(Contract.customer_id).where(Contract.id.in_(sorted(contract_ids)))))


def open_cases(session: Session, customer_ids: Iterable[int] | None = None) -> dict[int, CollectionCase]:
    """Return customer → open case, of these customers or of all."""
    query = select(CollectionCase).where(CollectionCase.closed_on.is_(None))
    if customer_ids is not None:
        query = query.where(CollectionCase.customer_id.in_(sorted(customer_ids)))
    return {case.customer_id: case for case in session.scalars(query)}


def least_busy_collector(session: Session, branch_id: int) -> int | None:
    """Return the collector with the fewest open cases, of the branch or else of the branches above it."""
    load = func.count(CollectionCase.id)
    while branch_id is not None:
        found = session.execute(
            select(Employee.id)
            .outerjoin(CollectionCase, (CollectionCase.owner_id == Employee.id) & CollectionCase.closed_on.is_(None))
            .where(Employee.unit == Unit.COLLECTION, Employee.active, Employee.branch_id == branch_id)
            .group_by(Employee.id)
            .order_by(load, Employee.id)
            .limit(1)
        ).scalar()
        if found is not None:
            return found
        branch_id = session.scalar(select(Branch.parent_id).where(Branch.id == branch_id))
    return None
