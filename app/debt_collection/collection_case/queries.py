"""What a customer owes and since when, and who could take up the case."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
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
    return _arrears(session, Contract.customer_id.in_(sorted(customer_ids)))


def arrears_of_open_cases(session: Session) -> dict[int, Arrears]:
    """Return customer → arrears of every customer with an open case, without those who have nothing past due."""
    query = select(CollectionCase.customer_id).where(CollectionCase.closed_on.is_(None))
    return _arrears(session, Contract.customer_id.in_(query))


def _arrears(session: Session, whose: ColumnElement[bool]) -> dict[int, Arrears]:
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
        .where(whose, balance.days_past_due > 0)
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


class Collectors:
    """Who could take up cases: the active collectors of each branch with their open cases, read once and then kept."""

    def __init__(self, session: Session) -> None:
        self._above = {row[0]: row[1] for row in session.execute(select(Branch.id, Branch.parent_id))}
        self._load: dict[int, dict[int, int]] = {}
        rows = session.execute(
            select(Employee.branch_id, Employee.id, func.count(CollectionCase.id))
            .outerjoin(CollectionCase, (CollectionCase.owner_id == Employee.id) & CollectionCase.closed_on.is_(None))
            .where(Employee.unit == Unit.COLLECTION, Employee.active)
            .group_by(Employee.branch_id, Employee.id)
        )
        for branch_id, employee_id, cases in rows:
            self._load.setdefault(branch_id, {})[employee_id] = cases

    def take_one(self, branch_id: int) -> int | None:
        """Give one more case to the collector with the fewest, of the branch or else of the branches above it."""
        place: int | None = branch_id
        while place is not None and place not in self._load:
            place = self._above.get(place)
        if place is None:
            return None
        load = self._load[place]
        chosen = min(load, key=lambda employee_id: (load[employee_id], employee_id))
        load[chosen] += 1
        return chosen
