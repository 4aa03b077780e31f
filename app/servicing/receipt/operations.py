"""Posting receipts and taking the latest one back; each is one transaction with the contract locked."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.listener import noted_reason
from app.security.acting import current, session_of
from app.servicing.classification.day_facts import DayFacts, day_facts
from app.servicing.contract.locking import locked
from app.servicing.contract.model import ON_THE_BOOKS, Contract, ContractStatus
from app.servicing.contract.operations import reopen
from app.servicing.events import ReceiptPosted
from app.servicing.instalment.model import Instalment
from app.servicing.late_interest.operations import charge_late_interest
from app.servicing.ledger.model import AccountRole, EntryKind
from app.servicing.ledger.operations import reverse as reverse_entry
from app.servicing.payoff.operations import prepare_settlement, undo_settlement
from app.servicing.receipt import queries
from app.servicing.receipt.model import Channel, Purpose, Receipt, ReceiptStatus
from app.servicing.repayment.operations import (
    apply_money,
    charge_through,
    pay,
    settle_if_paid,
    status_of,
    store_instalments,
    write_allocations,
)
from app.servicing.repayment.queries import balance_row
from app.servicing.write_off.operations import recover
from app.shared.amount_in_words import amount_on_paper
from app.shared.company import business_date, company
from app.shared.errors import Conflict, Denied, InvalidInput
from app.shared.events import publish
from app.shared.money import Currency
from app.shared.numbering import next_number
from app.shared.policy import policy_value
from app.shared.text import msg

_I = Instalment.__table__
CASH_ACCOUNTS = {Channel.CASH: AccountRole.CASH, Channel.COLLECTOR: AccountRole.COLLECTOR_CASH}


def post(*, record: Receipt) -> None:
    """Post a draft receipt: charge interest to its value date, pay what is due, number it as the last thing.

    Raises InvalidInput for a value date out of bounds, Conflict for a contract that takes no money, Denied to
    whoever took the money in the field.
    """
    session = session_of(record)
    if record.channel is Channel.COLLECTOR and record.created_by_id == (current(session).user_id or 0):
        raise Denied(msg("Another person must do this: whoever collected the money does not post it."))
    contract = locked(session, record.contract_id)
    if contract.status not in (*ON_THE_BOOKS, ContractStatus.WRITTEN_OFF):
        raise Conflict(msg("This contract takes no money in its present state."))
    _refuse_value_date(session, record, contract)
    day = day_facts(session, record.value_on)
    cash = CASH_ACCOUNTS.get(record.channel, AccountRole.BANK)
    if contract.status is ContractStatus.WRITTEN_OFF:
        record.entry_id = recover(contract, record.amount, cash=cash, receipt=record)
    else:
        charge_through(contract, day, source=record)
        fee = prepare_settlement(contract, record, day) if record.purpose == Purpose.EARLY_SETTLEMENT else 0
        record.entry_id = apply_money(
            contract,
            record.amount,
            day,
            kind=EntryKind.RECEIPT,
            from_role=cash,
            source=record,
            receipt_id=record.id,
            new_fee=fee,
        )
        _charge_to_yesterday(contract, day, record)
        settle_if_paid(contract)
    record.posted_on = business_date(session)
    record.branch_id = contract.branch_id
    record.cashier_id = current(session).reach.employee_id
    publish(ReceiptPosted(session, record.id, contract.id, record.amount, record.posted_on))
    _number(session, record)


def reverse(*, record: Receipt) -> Receipt:
    """Take back the contract's latest receipt by a reversing one, which is returned; balances are as before it.

    Raises Conflict for an older receipt, one reversed before, or one whose credit has been refunded.
    """
    session = session_of(record)
    contract, reason = locked(session, record.contract_id), noted_reason(session)
    _refuse_reversal(session, record, contract)
    reversing = Receipt(
        contract_id=contract.id,
        payer=record.payer,
        amount=record.amount,
        channel=record.channel,
        purpose=record.purpose,
        value_on=record.value_on,
        posted_on=business_date(session),
        branch_id=contract.branch_id,
        cashier_id=current(session).reach.employee_id,
        reversal_of_id=record.id,
        reason=reason[:200] or None,
    )
    session.add(reversing)
    session.flush()
    if contract.status is ContractStatus.SETTLED:
        reopen(contract)
        session.flush()
    touched: set[int] = set()
    for entry_id in queries.entries_to_reverse(session, record):
        mirrored = reverse_entry(session, entry_id, source=reversing, contract=contract, note=reason[:200] or None)
        touched |= _mirror_allocations(session, reversing, record, entry_id, mirrored)
        reversing.entry_id = mirrored if entry_id == record.entry_id else reversing.entry_id
    if record.purpose == Purpose.EARLY_SETTLEMENT:
        touched |= undo_settlement(contract, record.value_on)
    today = business_date(session)
    _rebuild_instalments(session, contract, touched, day_facts(session, today - timedelta(days=1)))
    if contract.status in ON_THE_BOOKS:
        settle_if_paid(contract)
    publish(ReceiptPosted(session, reversing.id, contract.id, -record.amount, today))
    _number(session, reversing)
    reversing.status = ReceiptStatus.POSTED
    session.flush()
    return reversing


def _refuse_value_date(session: Session, record: Receipt, contract: Contract) -> None:
    today = business_date(session)
    back = int(policy_value(session, "receipt.back_dated_days_max", today))
    earliest = max(
        filter(None, (today - timedelta(days=back), contract.effective_on, queries.last_money_on(session, contract.id)))
    )
    if not earliest <= record.value_on <= today:
        raise InvalidInput.of(
            {"value_on": msg("The value date lies between {first} and {last}.", first=earliest, last=today)}
        )


def _refuse_reversal(session: Session, record: Receipt, contract: Contract) -> None:
    if record.reversal_of_id is not None:
        raise Conflict(msg("A reversing receipt is not reversed: post the money again."))
    if queries.is_reversed(session, record.id):
        raise Conflict(msg("This receipt is reversed already."))
    latest = queries.latest_receipt(session, contract.id)
    if latest is not None and latest.id != record.id:
        raise Conflict(
            msg(
                "Only the latest receipt of a contract can be reversed; take back {number} first.", number=latest.number
            )
        )
    entries = queries.entries_to_reverse(session, record)
    allocated = [row for entry in entries for row in queries.allocations_of(session, entry)]
    unused = sum(row["amount"] for row in allocated if row["component"] == "suspense")
    if unused > balance_row(session, contract.id).credit:
        raise Conflict(msg("The credit that this receipt left has been refunded: settle that first."))


def _charge_to_yesterday(contract: Contract, day: DayFacts, record: Receipt) -> None:
    """Bring late interest forward again after a receipt with an earlier value date."""
    session = session_of(contract)
    yesterday = business_date(session) - timedelta(days=1)
    if day.on < yesterday:
        facts = day_facts(session, yesterday)
        charge_late_interest(session, contract.id, contract.id, facts, source=record)


def _mirror_allocations(
    session: Session, reversing: Receipt, original: Receipt, entry_id: int, mirrored: int
) -> set[int]:
    rows = queries.allocations_of(session, entry_id)
    write_allocations(
        session,
        original.contract_id,
        [(row["instalment_id"], row["component"], -row["amount"]) for row in rows],
        entry_id=mirrored,
        receipt_id=reversing.id if entry_id == original.entry_id else None,
        value_on=original.value_on,
    )
    return {row["instalment_id"] for row in rows if row["instalment_id"]}


def _rebuild_instalments(session: Session, contract: Contract, ids: set[int], day: DayFacts) -> None:
    """Play the remaining allocations of instalments again, from nothing paid."""
    history = queries.effective_allocations(session, sorted(ids))
    found = session.connection().execute(select(_I).where(_I.c.id.in_(sorted(ids)))).mappings().all()
    rows: list[dict[str, Any]] = [dict(row) for row in found]
    facts: dict[date, DayFacts] = {day.on: day}
    for row in rows:
        for part in ("principal", "interest"):
            row |= {f"paid_{part}": 0, f"{part}_days": 0, f"{part}_since": row["due_on"]}
        row |= {"paid_overdue_int": 0, "paid_late_int": 0, "paid_on": None}
        for paid in history[row["id"]]:
            on = paid["value_on"]
            then = facts.setdefault(on, day_facts(session, on))
            missed = row["due_on"] <= then.missed_through
            pay(row, paid["component"], paid["amount"], on, contract=contract, missed=missed)
        if row["status"] != "rescheduled":
            row["status"] = status_of(row, day)
    store_instalments(session, rows)


def _number(session: Session, record: Receipt) -> None:
    """Give the number of the branch's and year's series; the counter's row stays locked until the commit."""
    firm, posted_on = company(session), record.posted_on or business_date(session)
    record.amount_in_words = amount_on_paper(record.amount, Currency(firm.currency, firm.currency_exponent))
    session.flush()
    series = f"receipt/{record.branch_id}/{posted_on.year}"
    record.number = f"PT{record.branch_id:02d}-{posted_on.year}-{next_number(session, series):06d}"
