"""Reading contracts, and the steps and debts that decide about them."""

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.lowcode.approval_step import ApprovalStep
from app.products.product.model import Product, Purpose
from app.servicing.balance.model import ContractBalance
from app.servicing.contract.model import ON_THE_BOOKS, Contract, ContractStatus
from app.shared.product_class import ProductClass

_AGREED = (ContractStatus.APPROVED, ContractStatus.SENT, ContractStatus.EXPLAINED, ContractStatus.SIGNED)


def steps_on_file(session: Session, contract: Contract) -> set[str]:
    """Return the names of all steps that were taken on the contract."""
    return set(
        session.scalars(
            select(ApprovalStep.action).where(ApprovalStep.entity == "Contract", ApprovalStep.record_id == contract.id)
        )
    )


def consumer_loans_of(session: Session, customer_id: int, apart_from: int | None) -> int:
    """Return what counts towards a customer's cap on consumer loans, minor units: principal owed, and loans agreed.

    Car loans secured by the car do not count.
    """
    owed = case((Contract.status.in_(_AGREED), Contract.amount), else_=func.coalesce(ContractBalance.principal, 0))
    total = session.scalar(
        select(func.sum(owed))
        .select_from(Contract)
        .join(Product, Product.id == Contract.product_id)
        .outerjoin(ContractBalance, ContractBalance.contract_id == Contract.id)
        .where(
            Contract.customer_id == customer_id,
            Contract.status.in_((*_AGREED, *ON_THE_BOOKS)),
            Contract.id != (apart_from or 0),
            Product.product_class != ProductClass.USED_CAR,
            Product.purpose == Purpose.CONSUMPTION,
        )
    )
    return int(total or 0)
