"""Loans paid out: how much was lent, to how many, and to how many for the first time."""

from typing import Any

from sqlalchemy import Select, and_, case, exists, or_, select

from app.people.employee import Employee
from app.reports.dataset import Dataset
from app.reports.dimensions import BRANCH, MONTH, OFFICER, PRODUCT, UNIT
from app.reports.engine import Reader
from app.reports.filters import Filters
from app.reports.measure import Better, Measure, Ratio, Total, Unit
from app.servicing.balance.model import ContractBalance
from app.servicing.contract.model import Contract
from app.shared.text import msg


def rows(_filters: Filters, _reader: Reader) -> Select[Any]:
    """Return one row a contract that was paid out."""
    contract, balance, owner = Contract.__table__, ContractBalance.__table__, Employee.__table__
    other = contract.alias("earlier")
    is_earlier = or_(
        other.c.effective_on < contract.c.effective_on,
        and_(other.c.effective_on == contract.c.effective_on, other.c.id < contract.c.id),
    )
    had_one = exists(select(other.c.id).where(other.c.customer_id == contract.c.customer_id, is_earlier))
    return (
        select(
            contract.c.id.label("record_id"),
            contract.c.branch_id,
            contract.c.owner_id,
            contract.c.product_id,
            owner.c.unit,
            contract.c.effective_on.label("day"),
            balance.c.disbursed.label("amount"),
            case((had_one, 0), else_=1).label("first"),
        )
        .join_from(contract, balance, balance.c.contract_id == contract.c.id)
        .outerjoin(owner, owner.c.id == contract.c.owner_id)
        .where(contract.c.effective_on.is_not(None))
    )


PAID_OUT = Measure(
    "disbursed_amount",
    msg("Amount disbursed"),
    Unit.MONEY,
    msg("What was paid out on loans in the period."),
    expression=lambda c: c.amount,
    better=Better.HIGHER,
)
LOANS = Measure(
    "loans_disbursed",
    msg("Loans disbursed"),
    Unit.COUNT,
    msg("Loans that were paid out in the period."),
    total=Total.RECORDS,
    better=Better.HIGHER,
)
NEW_CUSTOMERS = Measure(
    "new_customers",
    msg("New customers"),
    Unit.COUNT,
    msg("Customers whose first loan was paid out in the period; it opens that loan."),
    total=Total.RECORDS,
    only=lambda c: c.first == 1,
    better=Better.HIGHER,
)

DATASET = Dataset(
    "loans_paid_out",
    Contract,
    rows,
    dimensions=(MONTH, BRANCH, OFFICER, UNIT, PRODUCT),
    measures=(PAID_OUT, LOANS, NEW_CUSTOMERS),
    day="day",
)
AVERAGE_LOAN = Ratio(
    "average_loan",
    msg("Average loan"),
    Unit.MONEY,
    msg("Amount disbursed divided by the loans disbursed in the period."),
    part="disbursed_amount",
    whole="loans_disbursed",
)
COMPUTED = (AVERAGE_LOAN,)
