"""Reading contracts, and the steps and debts that decide about them."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.lowcode.approval_step import ApprovalStep
from app.products.product.model import Product
from app.servicing.contract.model import ON_THE_BOOKS, Contract, ContractStatus
from app.shared.product_class import ProductClass

_SIGNED_OR_LATER = (ContractStatus.SIGNED, *ON_THE_BOOKS)


def steps_on_file(session: Session, contract: Contract) -> set[str]:
    """Return the names of all steps that were taken on the contract."""
    return set(
        session.scalars(
            select(ApprovalStep.action).where(ApprovalStep.entity == "Contract", ApprovalStep.record_id == contract.id)
        )
    )


def consumer_loans_of(session: Session, customer_id: int, apart_from: int | None) -> int:
    """Return the sum of the amounts of a customer's running consumer loans that count towards the cap, minor units.

    Car loans secured by the car do not count. Amounts rather than balances: the stricter reading.
    """
    total = session.scalar(
        select(func.sum(Contract.amount))
        .join(Product, Product.id == Contract.product_id)
        .where(
            Contract.customer_id == customer_id,
            Contract.status.in_(_SIGNED_OR_LATER),
            Contract.id != (apart_from or 0),
            Product.product_class != ProductClass.USED_CAR,
            Product.purpose == "consumption",
        )
    )
    return int(total or 0)
