"""Applying money to what a contract owes: the waterfall, the posting, and the instalments it pays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from app.security.acting import session_of
from app.servicing.accrual.operations import book_interest
from app.servicing.balance.model import LEDGER_COLUMNS
from app.servicing.classification.day_facts import DayFacts, day_facts
from app.servicing.classification.operations import classify
from app.servicing.contract.model import ON_THE_BOOKS, Contract
from app.servicing.contract.operations import settle
from app.servicing.events import ContractSettled
from app.servicing.instalment.model import Instalment, InstalmentStatus
from app.servicing.late_interest.operations import charge_late_interest
from app.servicing.ledger.model import AccountRole, EntryKind
from app.servicing.ledger.operations import Line, credit, debit, post
from app.servicing.receipt.model import Allocation
from app.servicing.receipt.rules import AllocationLine, AmountDue, Component, allocate
from app.servicing.repayment.queries import Dues, balance_row, dues_of
from app.shared.clock import utc_now
from app.shared.company import business_date
from app.shared.events import publish
from app.shared.record import Governed

_I = Instalment.__table__


@dataclass(frozen=True, slots=True)
class InterestAccounts:
    """Where a kind of interest stands: receivable, its income, and the balance column of what is suspended."""

    receivable: AccountRole
    income: AccountRole
    suspended: str


INTEREST = {
    Component.INTEREST: InterestAccounts(
        AccountRole.INTEREST_RECEIVABLE, AccountRole.INTEREST_INCOME, "suspended_interest"
    ),
    Component.OVERDUE_INTEREST: InterestAccounts(
        AccountRole.LATE_RECEIVABLE, AccountRole.LATE_INTEREST_INCOME, "suspended_overdue_interest"
    ),
    Component.LATE_INTEREST: InterestAccounts(
        AccountRole.LATE_RECEIVABLE, AccountRole.LATE_INTEREST_INCOME, "suspended_late_interest"
    ),
}
PAID_BY = {
    Component.PRINCIPAL: "principal",
    Component.INTEREST: "interest",
    Component.OVERDUE_INTEREST: "overdue_int",
    Component.LATE_INTEREST: "late_int",
}
_CACHED = (
    "paid_principal",
    "paid_interest",
    "paid_overdue_int",
    "paid_late_int",
    "principal_days",
    "principal_since",
    "interest_days",
    "interest_since",
    "status",
    "paid_on",
)


def charge_through(contract: Contract, day: DayFacts, *, source: Governed) -> None:
    """Bring planned and late interest of one contract to the end of `day.on`."""
    session = session_of(contract)
    session.flush()
    book_interest(session, contract.id, contract.id, day.on, source=source)
    charge_late_interest(session, contract.id, contract.id, day, source=source)


def apply_money(
    contract: Contract,
    amount: int,
    day: DayFacts,
    *,
    kind: EntryKind,
    from_role: AccountRole,
    source: Governed,
    receipt_id: int | None = None,
    new_fee: int = 0,
) -> int:
    """Pay what is due at the end of `day.on` with `amount` minor units, the rest to the customer's credit.

    Posts one entry that debits `from_role`, writes its allocation and moves the instalments; returns the entry's id.
    `new_fee` is charged and paid by the same entry.
    """
    session = session_of(contract)
    dues = dues_of(session, contract, day)
    fee = [AmountDue(k=None, overdue=False, fee=new_fee)] if new_fee else []
    parts = allocate(amount, [*dues.amounts, *fee], dues.mode)
    is_credit = from_role is AccountRole.CUSTOMER_CREDIT
    lines = [
        debit(from_role, amount, Component.SUSPENSE if is_credit else None),
        debit(AccountRole.FEE_RECEIVABLE, new_fee, Component.FEE),
        credit(AccountRole.FEE_INCOME, new_fee, Component.FEE),
        *_paying_lines(session, contract, parts),
    ]
    entry_id = post(session, kind, lines, source=source, contract=contract, value_on=day.on)
    ids = {row["k"]: row["id"] for row in dues.rows}
    rows = [(ids.get(part.k) if part.k is not None else None, part.component, part.amount) for part in parts]
    if is_credit:
        rows.append((None, Component.SUSPENSE, -amount))
    write_allocations(session, contract.id, rows, entry_id=entry_id, receipt_id=receipt_id, value_on=day.on)
    _pay_instalments(session, contract, dues, parts, day)
    return entry_id


def write_allocations(
    session: Session,
    contract_id: int,
    rows: Iterable[tuple[int | None, Component, int]],
    *,
    entry_id: int,
    receipt_id: int | None,
    value_on: date,
) -> None:
    """Insert allocation rows from (instalment id, component, amount)."""
    facts = {"receipt_id": receipt_id, "entry_id": entry_id, "contract_id": contract_id, "value_on": value_on}
    insert_allocations(
        session,
        [facts | {"instalment_id": i, "component": component, "amount": amount} for i, component, amount in rows],
    )


def insert_allocations(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Insert allocations of any contracts by column values, posted on the business date."""
    stamp = {"created_at": utc_now(), "posted_on": business_date(session)}
    session.connection().execute(insert(Allocation.__table__), [stamp | row for row in rows])


def store_instalments(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write the cached columns of instalments, given by `id`."""
    if rows:
        changed = update(_I).where(_I.c.id == bindparam("key")).values({name: bindparam(name) for name in _CACHED})
        session.connection().execute(changed, [{"key": row["id"]} | {n: row[n] for n in _CACHED} for row in rows])


def pay(row: dict[str, Any], component: Component, amount: int, on: date, *, contract: Contract, missed: bool) -> None:
    """Pay a part of one instalment; a missed one keeps the balance x days that it was unpaid until `on`.

    What is paid on the last day to pay leaves no trace: the obligation was met in time.
    """
    name = PAID_BY[component]
    if missed and component in (Component.PRINCIPAL, Component.INTEREST):
        unpaid = row[name] - row[f"paid_{name}"]
        row[f"{name}_days"] += unpaid * max(0, contract.day_count.days(row[f"{name}_since"], on))
        row[f"{name}_since"] = on
    row[f"paid_{name}"] += amount


def status_of(row: dict[str, Any], day: DayFacts) -> InstalmentStatus:
    """Return the status that the paid amounts and the day call for."""
    if all(row[f"paid_{part}"] == row[part] for part in PAID_BY.values()):
        return InstalmentStatus.PAID
    if row["due_on"] <= day.missed_through:
        return InstalmentStatus.OVERDUE
    if row["paid_principal"] or row["paid_interest"]:
        return InstalmentStatus.PARTIAL
    return InstalmentStatus.DUE if row["due_on"] <= day.on else InstalmentStatus.SCHEDULED


def _pay_instalments(
    session: Session, contract: Contract, dues: Dues, parts: Sequence[AllocationLine], day: DayFacts
) -> None:
    paid = {part.k for part in parts}
    changed = {row["k"]: dict(row) for row in dues.rows if row["k"] in paid}
    for part in parts:
        if part.k is not None:
            row = changed[part.k]
            missed = row["due_on"] <= day.missed_through
            pay(row, part.component, part.amount, day.on, contract=contract, missed=missed)
    for row in changed.values():
        row["status"] = status_of(row, day)
        row["paid_on"] = day.on if row["status"] is InstalmentStatus.PAID else None
    store_instalments(session, list(changed.values()))


def _paying_lines(session: Session, contract: Contract, parts: Sequence[AllocationLine]) -> list[Line]:
    """Return the lines that paying these parts calls for; suspended interest becomes income when it is paid."""
    balance, lines = balance_row(session, contract.id), []
    suspended = {component: getattr(balance, accounts.suspended) for component, accounts in INTEREST.items()}
    for part in parts:
        accounts = INTEREST.get(part.component)
        if accounts is None:
            lines.append(credit(ACCOUNT_OF[part.component], part.amount, part.component, part.k))
            continue
        # What is suspended is older than what is receivable: leaving group 1 suspends all there is.
        recognised = min(part.amount, suspended[part.component])
        suspended[part.component] -= recognised
        lines += [
            credit(accounts.receivable, part.amount - recognised, part.component, part.k),
            credit(accounts.income, recognised, part.component, part.k),
            credit(AccountRole.SUSPENDED_INTEREST, recognised, part.component, part.k),
            debit(AccountRole.CONTRA, recognised, part.component, part.k),
        ]
    return lines


ACCOUNT_OF = {
    Component.PRINCIPAL: AccountRole.PRINCIPAL,
    Component.FEE: AccountRole.FEE_RECEIVABLE,
    Component.SUSPENSE: AccountRole.CUSTOMER_CREDIT,
}


def settle_if_paid(contract: Contract) -> None:
    """Refresh what is overdue at the end of the last closed day, and close the contract once nothing is owed."""
    session = session_of(contract)
    today = business_date(session)
    classify(session, contract.id, contract.id, day_facts(session, today - timedelta(days=1)))
    balance = balance_row(session, contract.id)
    owed = sum(getattr(balance, name) for name in LEDGER_COLUMNS if name != "credit")
    if owed == 0 and contract.status in ON_THE_BOOKS and not _has_open_instalments(session, contract.id):
        settle(contract, today)
        session.flush()
        publish(ContractSettled(session, contract.id, today))


def _has_open_instalments(session: Session, contract_id: int) -> bool:
    closed = (InstalmentStatus.PAID, InstalmentStatus.RESCHEDULED)
    query = select(_I.c.id).where(_I.c.contract_id == contract_id, _I.c.status.not_in(closed)).limit(1)
    return session.connection().scalar(query) is not None
