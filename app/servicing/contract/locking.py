"""The lock under which all money of one contract moves."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.servicing.contract.model import Contract
from app.shared.errors import NotFound


def locked(session: Session, contract_id: int) -> Contract:
    """Return the contract as it stands now, locked until the transaction ends; raises NotFound.

    The order is always: the voucher, the contract, the counter of numbers. The lock leaves the key free, so that
    rows which only point to the contract need not wait.
    """
    contract = session.scalars(
        select(Contract)
        .where(Contract.id == contract_id)
        .with_for_update(of=Contract, key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if contract is None:
        raise NotFound
    return contract
