"""Reading the ledger: accounts by role, and the balance of contracts at the end of any day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session

from app.servicing.balance.columns import COLUMNS, BalanceColumn
from app.servicing.ledger.model import Account, AccountRole, EntryKind, LedgerEntry, LedgerLine

PAYOUTS = (EntryKind.DISBURSEMENT, EntryKind.OPENING_DISBURSEMENT)
_LINE, _ENTRY, _ACCOUNT = LedgerLine.__table__, LedgerEntry.__table__, Account.__table__


def account_ids(session: Session) -> dict[AccountRole, int]:
    """Return role → id of the accounts; read once a session, since roles never change."""
    known: dict[AccountRole, int] | None = session.info.get("account_ids")
    if not known:
        rows = session.connection().execute(select(_ACCOUNT.c.role, _ACCOUNT.c.id).where(_ACCOUNT.c.role.is_not(None)))
        known = session.info["account_ids"] = {AccountRole(role): key for role, key in rows}
    return known


def movement(column: BalanceColumn, accounts: Mapping[AccountRole, int], lines: Any) -> Any:
    """Return the SQL amount by which one line moves a balance column, 0 where it does not."""
    belongs = lines.c.account_id == accounts[column.role]
    if column.component is not None:
        belongs = and_(belongs, lines.c.component == column.component)
    amount = lines.c.debit - lines.c.credit if column.grows_by_debit else lines.c.credit - lines.c.debit
    return case((belongs, amount), else_=0)


def movements(accounts: Mapping[AccountRole, int], lines: Any) -> list[Any]:
    """Return the labelled sums of all balance columns over lines."""
    return [func.coalesce(func.sum(movement(c, accounts, lines)), 0).label(c.name) for c in COLUMNS]


def balances_at(session: Session, on: date, contract_ids: Sequence[int] | None = None) -> Select[Any]:
    """Return a select of contract_id, disbursed and every balance column as the ledger stood at the end of `on`."""
    accounts = account_ids(session)
    is_payout = and_(_LINE.c.account_id == accounts[AccountRole.PRINCIPAL], _ENTRY.c.kind.in_(PAYOUTS))
    disbursed = func.coalesce(func.sum(case((is_payout, _LINE.c.debit - _LINE.c.credit), else_=0)), 0)
    found = (
        select(_LINE.c.contract_id, disbursed.label("disbursed"), *movements(accounts, _LINE))
        .join(_ENTRY, _ENTRY.c.id == _LINE.c.entry_id)
        .where(_LINE.c.contract_id.is_not(None), _LINE.c.business_date <= on)
        .group_by(_LINE.c.contract_id)
    )
    return found if contract_ids is None else found.where(_LINE.c.contract_id.in_(contract_ids))


def control_totals(session: Session, first: date | None, last: date) -> dict[str, int]:
    """Return column → movement of its control account from `first` (from the beginning) to `last`, all contracts."""
    query = posted_between(select(*movements(account_ids(session), _LINE)), first, last)
    row = session.connection().execute(query).mappings().one()
    return {name: int(value) for name, value in row.items()}


def posted_between(lines: Select[Any], first: date | None, last: date) -> Select[Any]:
    """Restrict a select of ledger lines to days; through their entries, of which a day has few and an index."""
    within = _ENTRY.c.business_date <= last
    if first is not None:
        within = and_(within, _ENTRY.c.business_date >= first)
    return lines.join_from(_ENTRY, _LINE, _LINE.c.entry_id == _ENTRY.c.id).where(within)
