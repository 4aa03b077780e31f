"""Settling a contract early: what it takes on a day, and the schedule that ends on that day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.security.acting import session_of
from app.servicing.classification.day_facts import DayFacts, day_facts
from app.servicing.contract.model import ON_THE_BOOKS, Contract
from app.servicing.contract.rules import prepayment_table
from app.servicing.instalment.model import Instalment, InstalmentStatus
from app.servicing.instalment.operations import write_instalments
from app.servicing.instalment.queries import earned_by
from app.servicing.ledger.model import AccountRole, EntryKind
from app.servicing.payoff.rules import PayoffQuote, early_repayment_rate, payoff_quote
from app.servicing.receipt.model import Channel, Purpose, Receipt, ReceiptStatus
from app.servicing.repayment.operations import apply_money, charge_through
from app.servicing.repayment.queries import balance_row, dues_of
from app.shared.company import business_date
from app.shared.errors import Conflict, InvalidInput
from app.shared.text import msg

_I = Instalment.__table__


def quote(*, record: Contract, on: date) -> PayoffQuote:
    """Return what settles the contract on `on`, today or later, if nothing is paid before; changes nothing.

    Raises Conflict for a contract that is not on the books, InvalidInput for a day before the business date.
    """
    session = session_of(record)
    if record.status not in ON_THE_BOOKS:
        raise Conflict(msg("Only a contract that is being repaid can be settled."))
    through = balance_row(session, record.id).accrued_through
    if through is not None and on < through:
        raise InvalidInput.of({"on": msg("Interest is booked to {day}: choose that day or a later one.", day=through)})
    # The charges up to that day are made for real and taken back, so that quote and settlement cannot differ.
    attempt = session.begin_nested()
    try:
        day = day_facts(session, on)
        charge_through(record, day, source=record)
        return replace(_quote_charged(session, record, day), holds_on=on)
    finally:
        attempt.rollback()


def quote_asked(*, record: Contract, on: date | None) -> PayoffQuote:
    """Return the quote for the day that was asked for, the business date where none was; raises as `quote` does."""
    return quote(record=record, on=on or business_date(session_of(record)))


def draft_settlement(*, record: Contract, on: date | None, channel: str) -> Receipt:
    """Return a draft receipt over what settles the contract on the day; posting it computes the sum anew.

    Raises as `quote` does, and Conflict where nothing is to pay.
    """
    session = session_of(record)
    settling = quote_asked(record=record, on=on)
    if not settling.total:
        raise Conflict(msg("Nothing is left to pay: the credit settles it."))
    receipt = Receipt(
        contract_id=record.id,
        payer=record.customer.full_name,
        amount=settling.total,
        channel=Channel(channel),
        purpose=Purpose.EARLY_SETTLEMENT,
        value_on=settling.holds_on,
        status=ReceiptStatus.DRAFT,
    )
    session.add(receipt)
    session.flush()
    return receipt


def prepare_settlement(contract: Contract, receipt: Receipt, day: DayFacts) -> int:
    """End the schedule on the receipt's value date, apply the customer's credit, and return the fee to charge.

    Interest must be charged to that day. Raises InvalidInput where the receipt does not settle the contract.
    """
    session = session_of(contract)
    settling = _quote_charged(session, contract, day)
    if receipt.amount < settling.total:
        raise InvalidInput.of({"amount": msg("Settling on that day takes {amount}.", amount=settling.total)})
    future = _future_rows(session, contract.id, day.on)
    if future:
        _end_schedule(session, contract, future, day, settling.early_principal)
    held = balance_row(session, contract.id).credit
    used = min(held, dues_of(session, contract, day).total)
    if used:
        apply_money(
            contract,
            used,
            day,
            kind=EntryKind.CREDIT_APPLICATION,
            from_role=AccountRole.CUSTOMER_CREDIT,
            source=receipt,
        )
    return settling.early_repayment_fee


def undo_settlement(contract: Contract, value_on: date) -> set[int]:
    """Bring back the schedule that an early settlement of `value_on` ended; returns the instalments to look at again.

    Its one last instalment stays as history.
    """
    session, contract_id = session_of(contract), contract.id
    version = _version(session, contract_id)
    last = _of_version(contract_id, version)
    ended = select(_I.c.id).where(last, _I.c.due_on == value_on)
    ids = set(session.connection().scalars(ended))
    if version == 1 or not ids:
        return set()
    frozen = [_I.c.contract_id == contract_id, _I.c.status == InstalmentStatus.RESCHEDULED, _I.c.due_on > value_on]
    back = set(session.connection().scalars(select(_I.c.id).where(*frozen, _I.c.schedule_version < version)))
    connection = session.connection()
    connection.execute(update(_I).where(_I.c.id.in_(back)).values(status=InstalmentStatus.SCHEDULED))
    connection.execute(update(_I).where(_I.c.id.in_(ids)).values(status=InstalmentStatus.RESCHEDULED))
    return back | ids


def _quote_charged(session: Session, contract: Contract, day: DayFacts) -> PayoffQuote:
    future = _future_rows(session, contract.id, day.on)
    table = prepayment_table(contract)
    paid_out_on = contract.effective_on or day.on
    return payoff_quote(
        early_principal=sum(row["principal"] for row in future),
        accrued_interest=earned_by(contract, future[0], day.on) if future else 0,
        dues=dues_of(session, contract, day).amounts,
        fee_rate=early_repayment_rate(table, paid_out_on, day.on) if table else Decimal(0),
        credit=balance_row(session, contract.id).credit,
    )


def _future_rows(session: Session, contract_id: int, on: date) -> list[dict[str, Any]]:
    query = select(_I).where(
        _I.c.contract_id == contract_id, _I.c.due_on > on, _I.c.status != InstalmentStatus.RESCHEDULED
    )
    return [dict(row) for row in session.connection().execute(query.order_by(_I.c.due_on)).mappings()]


def _end_schedule(
    session: Session, contract: Contract, future: list[dict[str, Any]], day: DayFacts, principal: int
) -> None:
    """Freeze the instalments after the day and put one in their place that is due on it."""
    first = future[0]
    start = min(first["start_on"], day.on)
    last = {name: first[name] for name in ("contract_id", "k", "rate_numerator", "rate_denominator")} | {
        "start_on": start,
        "due_on": day.on,
        "days": contract.day_count.days(start, day.on),
        "opening": principal,
        "principal": principal,
        "interest": earned_by(contract, first, day.on),
        "schedule_version": _version(session, contract.id) + 1,
        "status": InstalmentStatus.DUE,
        "principal_since": day.on,
        "interest_since": day.on,
    }
    ids = [row["id"] for row in future]
    session.connection().execute(update(_I).where(_I.c.id.in_(ids)).values(status=InstalmentStatus.RESCHEDULED))
    write_instalments(session, [last])


def _version(session: Session, contract_id: int) -> int:
    query = select(func.max(_I.c.schedule_version)).where(_I.c.contract_id == contract_id)
    return int(session.connection().scalar(query) or 1)


def _of_version(contract_id: int, version: int) -> Any:
    """Return the condition for the instalments of one schedule."""
    return (_I.c.contract_id == contract_id) & (_I.c.schedule_version == version)
