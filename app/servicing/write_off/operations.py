"""Moving a lost loan off the balance sheet, and what it still brings in."""

from sqlalchemy import func, select

from app.security.acting import session_of
from app.servicing.contract.locking import locked
from app.servicing.contract.model import ON_THE_BOOKS, Contract
from app.servicing.contract.operations import write_off as mark_written_off
from app.servicing.ledger.model import AccountRole, EntryKind, LedgerLine
from app.servicing.ledger.operations import Line, credit, debit, post
from app.servicing.ledger.queries import account_ids
from app.servicing.receipt.model import Receipt
from app.servicing.receipt.rules import Component
from app.servicing.repayment.operations import INTEREST, write_allocations
from app.servicing.repayment.queries import balance_row
from app.shared.company import business_date
from app.shared.errors import Conflict
from app.shared.record import Governed
from app.shared.text import msg

_LINE = LedgerLine.__table__
_OWED = (Component.PRINCIPAL, *INTEREST)


def write_off(contract: Contract, *, source: Governed, provision_used: int = 0) -> int:
    """Write off all that a contract owes, which stays owed off the balance sheet; returns the entry's id.

    `provision_used` (minor units) is taken from provisions, the rest of the principal is an expense. Interest that is
    still receivable is taken out of income. Raises Conflict for a contract that is not on the books.
    """
    session = session_of(contract)
    contract = locked(session, contract.id)
    if contract.status not in ON_THE_BOOKS:
        raise Conflict(msg("Only a contract that is being repaid can be written off."))
    session.flush()
    balance = balance_row(session, contract.id)
    used = min(provision_used, balance.principal)
    lines = [
        credit(AccountRole.PRINCIPAL, balance.principal, Component.PRINCIPAL),
        debit(AccountRole.PROVISION, used, Component.PRINCIPAL),
        debit(AccountRole.PROVISION_EXPENSE, balance.principal - used, Component.PRINCIPAL),
        debit(AccountRole.WRITTEN_OFF, balance.principal, Component.PRINCIPAL),
        credit(AccountRole.CONTRA, balance.principal, Component.PRINCIPAL),
        *interest_lines(balance),
    ]
    entry_id = post(session, EntryKind.WRITE_OFF, lines, source=source, contract=contract)
    mark_written_off(contract, business_date(session))
    session.flush()
    return entry_id


def recover(contract: Contract, amount: int, *, cash: AccountRole, receipt: Receipt) -> int:
    """Book money that comes in for a written-off contract as recovery, principal first; what exceeds it is credit."""
    session = session_of(contract)
    lines, rows, left = [debit(cash, amount)], [], amount
    for component, owed in _still_owed(contract).items():
        part = min(left, owed)
        if part:
            lines += [
                credit(AccountRole.RECOVERY_INCOME, part, component),
                credit(AccountRole.WRITTEN_OFF, part, component),
                debit(AccountRole.CONTRA, part, component),
            ]
            rows.append((None, component, part))
            left -= part
    if left:
        lines.append(credit(AccountRole.CUSTOMER_CREDIT, left, Component.SUSPENSE))
        rows.append((None, Component.SUSPENSE, left))
    entry_id = post(
        session, EntryKind.RECEIPT, lines, source=receipt, contract=contract, value_on=receipt.value_on
    )  # fmt: skip
    write_allocations(
        session, contract.id, rows, entry_id=entry_id, receipt_id=receipt.id, value_on=receipt.value_on
    )  # fmt: skip
    return entry_id


def interest_lines(balance: object) -> list[Line]:
    """Return the lines that end the receivable and suspended interests and note them as written off, still owed."""
    lines = []
    columns = {"interest": Component.INTEREST, "overdue_interest": Component.OVERDUE_INTEREST}
    for column, component in (columns | {"late_interest": Component.LATE_INTEREST}).items():
        accounts = INTEREST[component]
        receivable, suspended = getattr(balance, column), getattr(balance, accounts.suspended)
        lines += [
            credit(accounts.receivable, receivable, component),
            debit(accounts.income, receivable, component),
            credit(AccountRole.SUSPENDED_INTEREST, suspended, component),
            debit(AccountRole.CONTRA, suspended, component),
            debit(AccountRole.WRITTEN_OFF, receivable + suspended, component),
            credit(AccountRole.CONTRA, receivable + suspended, component),
        ]
    return lines


def _still_owed(contract: Contract) -> dict[Component, int]:
    """Return what is still owed of the written-off debt, principal first."""
    session = session_of(contract)
    account = account_ids(session)[AccountRole.WRITTEN_OFF]
    query = (
        select(_LINE.c.component, func.sum(_LINE.c.debit - _LINE.c.credit))
        .where(_LINE.c.contract_id == contract.id, _LINE.c.account_id == account)
        .group_by(_LINE.c.component)
    )
    found = {row[0]: row[1] for row in session.connection().execute(query)}
    return {component: int(found.get(component, 0)) for component in _OWED}
