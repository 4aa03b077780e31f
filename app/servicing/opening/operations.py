"""Opening balances: contracts that were paid out, and repaid in part, in a former system."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select, update

from app.security.acting import session_of
from app.servicing.balance.model import ContractBalance
from app.servicing.classification.day_facts import day_facts
from app.servicing.contract.model import Contract
from app.servicing.contract.operations import activate, settle
from app.servicing.instalment.model import Instalment, InstalmentStatus
from app.servicing.instalment.operations import open_books
from app.servicing.instalment.queries import earned_by
from app.servicing.ledger.model import AccountRole, EntryKind
from app.servicing.ledger.operations import credit, debit, post
from app.servicing.receipt.rules import Component
from app.servicing.repayment.operations import status_of, store_instalments, write_allocations
from app.shared.errors import InvalidInput
from app.shared.text import msg

_I, _B = Instalment.__table__, ContractBalance.__table__
_INCOME = {
    Component.INTEREST: AccountRole.INTEREST_INCOME,
    Component.OVERDUE_INTEREST: AccountRole.LATE_INTEREST_INCOME,
    Component.LATE_INTEREST: AccountRole.LATE_INTEREST_INCOME,
    Component.FEE: AccountRole.FEE_INCOME,
}


def open_contract(contract: Contract, *, paid_out_on: date, as_of: date, paid: Mapping[Component, int]) -> None:
    """Put a signed contract on the books as it stood at `as_of`: paid out, and repaid by `paid` (minor units).

    Posts the payout as one entry and all repayments as another, none where nothing was paid, and pays the schedule's
    oldest principal and interest with them. Interest counts as booked to `as_of`. Raises InvalidInput where more
    principal was paid than lent.
    """
    session = session_of(contract)
    if paid.get(Component.PRINCIPAL, 0) > contract.amount:
        raise InvalidInput.of({"principal": msg("More principal was repaid than was lent.")})
    activate(contract, paid_out_on)
    session.flush()
    open_books(contract, paid_out_on)
    lines = [
        debit(AccountRole.PRINCIPAL, contract.amount, Component.PRINCIPAL),
        credit(AccountRole.OPENING, contract.amount),
    ]
    post(session, EntryKind.OPENING_DISBURSEMENT, lines, source=contract, contract=contract, on=as_of)
    received = sum(paid.values())
    if received:
        principal = credit(AccountRole.PRINCIPAL, paid.get(Component.PRINCIPAL, 0), Component.PRINCIPAL)
        income = [credit(role, paid.get(c, 0), c) for c, role in _INCOME.items()]
        entry_id = post(
            session,
            EntryKind.OPENING_REPAYMENT,
            [debit(AccountRole.OPENING, received), principal, *income],
            source=contract,
            contract=contract,
            on=as_of,
        )
        rows = [(None, component, amount) for component, amount in paid.items() if amount]
        write_allocations(session, contract.id, rows, entry_id=entry_id, receipt_id=None, value_on=as_of)
    _pay_oldest(contract, as_of, paid)


def _pay_oldest(contract: Contract, as_of: date, paid: Mapping[Component, int]) -> None:
    """Pay the oldest principal, and the interest earned by `as_of`, with what was paid; book what is earned beyond.

    Once no principal is left the rest of the schedule is frozen and the contract settled.
    """
    session = session_of(contract)
    found = session.connection().execute(select(_I).where(_I.c.contract_id == contract.id).order_by(_I.c.due_on))
    rows = [dict(row) for row in found.mappings()]
    principal, interest = paid.get(Component.PRINCIPAL, 0), paid.get(Component.INTEREST, 0)
    day, lines = day_facts(session, as_of), []
    is_repaid = principal == contract.amount
    for row in rows:
        earned = earned_by(contract, row, as_of)
        row["paid_principal"] = min(principal, row["principal"])
        row["paid_interest"] = min(interest, earned)
        principal, interest = principal - row["paid_principal"], interest - row["paid_interest"]
        row["status"] = InstalmentStatus.RESCHEDULED if is_repaid else status_of(row, day)
        row["paid_on"] = as_of if row["status"] is InstalmentStatus.PAID else None
        if not is_repaid:
            unpaid = earned - row["paid_interest"]
            lines += [
                debit(AccountRole.INTEREST_RECEIVABLE, unpaid, Component.INTEREST, row["k"]),
                credit(AccountRole.INTEREST_INCOME, unpaid, Component.INTEREST, row["k"]),
            ]
    store_instalments(session, rows)
    if any(line.debit for line in lines):
        post(session, EntryKind.ACCRUAL, lines, source=contract, contract=contract, on=as_of)
    session.connection().execute(
        update(_B)
        .where(_B.c.contract_id == contract.id)
        .values(accrued_through=max(as_of, contract.effective_on or as_of))
    )
    if is_repaid:
        settle(contract, as_of)
        session.flush()
