"""Settling promises: at the end of the day after the due date it is clear what became of them."""

from datetime import date, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.debt_collection.collection_case.model import CollectionCase
from app.debt_collection.promise_to_pay.model import PromiseStatus, PromiseToPay
from app.debt_collection.promise_to_pay.rules import outcome
from app.security.acting import as_system
from app.servicing.contract.model import Contract
from app.servicing.events import DayClosed
from app.servicing.receipt.model import Receipt, ReceiptStatus


def on_day_closed(event: DayClosed) -> None:
    """Settle the promises of which the closed day was the last on which their money could come."""
    settle_promises(event.session, event.on)


def settle_promises(session: Session, on: date) -> int:
    """Bring every open promise up to date with what the customer paid; returns how many were settled."""
    with as_system(session, "collection"):
        settled = 0
        for promise, customer_id in session.execute(
            select(PromiseToPay, CollectionCase.customer_id)
            .join(CollectionCase, CollectionCase.id == PromiseToPay.collection_case_id)
            .where(PromiseToPay.status == PromiseStatus.OPEN)
        ).all():
            promise.kept_amount = min(_received(session, customer_id, promise.made_on, promise.due_on), promise.amount)
            promise.status = PromiseStatus(outcome(promise.amount, promise.kept_amount, promise.due_on, on))
            settled += promise.status is not PromiseStatus.OPEN
        session.flush()
        return settled


def _received(session: Session, customer_id: int, made_on: date, due_on: date) -> int:
    """Return what all contracts of the customer received from the promise to the day after it was due."""
    signed = case((Receipt.reversal_of_id.is_not(None), -Receipt.amount), else_=Receipt.amount)
    query = (
        select(func.coalesce(func.sum(signed), 0))
        .join(Contract, Contract.id == Receipt.contract_id)
        .where(
            Contract.customer_id == customer_id,
            Receipt.status == ReceiptStatus.POSTED,
            Receipt.value_on.between(made_on, due_on + timedelta(days=1)),
        )
    )
    return int(session.scalar(query) or 0)
