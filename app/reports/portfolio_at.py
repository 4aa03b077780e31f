"""The portfolio at the end of any day: each contract's principal, days past due, bucket and debt group.

Where end of day has written snapshots for the day, these are read; on any other day the same columns are computed by
rolling what is known now back to that day: allocations and ledger lines posted after it are taken out again. A test
proves both equal.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, case, cast, func, literal, or_, select
from sqlalchemy import String as Text

from app.reports.engine import Reader
from app.reports.sql_dates import days_between
from app.servicing.balance.model import ContractBalance
from app.servicing.classification.ageing import BUCKETS, Bucket
from app.servicing.classification.day_facts import missed_through
from app.servicing.contract.model import Contract
from app.servicing.instalment.model import Instalment, InstalmentStatus
from app.servicing.ledger.model import Account, AccountRole, LedgerLine
from app.servicing.receipt.model import Allocation
from app.servicing.receipt.rules import Component
from app.servicing.risk_snapshot import RiskSnapshot
from app.shared.holiday import holidays

_C, _B, _I = Contract.__table__, ContractBalance.__table__, Instalment.__table__
_A, _L, _S = Allocation.__table__, LedgerLine.__table__, RiskSnapshot.__table__
_LONGEST_REST = timedelta(days=40)
_LIMITS = tuple(f"debt_group.{group}_from" for group in (2, 3, 4, 5))
_TOLERANCE = "days_past_due.tolerance"


def portfolio_at(day: date, reader: Reader) -> Select[Any]:
    """Return contract_id, principal, days_past_due, bucket and debt_group (text) of every contract that owes then."""
    taken = reader.rows(select(_S.c.day).where(_S.c.day == day).limit(1))
    return _from_snapshots(day) if taken else computed_at(day, reader)


def _from_snapshots(day: date) -> Select[Any]:
    return select(
        _S.c.contract_id,
        _S.c.principal,
        _S.c.days_past_due,
        _S.c.bucket,
        cast(_S.c.debt_group, Text).label("debt_group"),
    ).where(_S.c.day == day, _S.c.principal > 0)


def computed_at(day: date, reader: Reader) -> Select[Any]:
    """Return the same columns computed from instalments, allocations and the ledger."""
    numbers = reader.parameters((_TOLERANCE, *_LIMITS), day)
    rest = holidays(reader.session, day - _LONGEST_REST, day + _LONGEST_REST)
    missed = missed_through(day, rest)
    oldest, moved = _oldest_unpaid(day, missed, int(numbers[_TOLERANCE])), _moved_after(day)
    days = case((oldest.c.due_on.is_(None), 0), else_=days_between(literal(day), oldest.c.due_on))
    own = case(*((days >= int(numbers[_LIMITS[g - 2]]), g) for g in (5, 4, 3, 2)), else_=1)
    # The group of the last closed day holds on after it: a group is left only after a time of regular payment.
    carried = _B.c.own_group if day >= reader.today() - timedelta(days=1) else literal(1)
    each = (
        select(
            _C.c.id.label("contract_id"),
            _C.c.customer_id,
            (_B.c.principal - func.coalesce(moved.c.amount, 0)).label("principal"),
            days.label("days_past_due"),
            case((carried > own, carried), else_=own).label("own_group"),
        )
        .join_from(_C, _B, _B.c.contract_id == _C.c.id)
        .outerjoin(oldest, oldest.c.contract_id == _C.c.id)
        .outerjoin(moved, moved.c.contract_id == _C.c.id)
        .where(_C.c.effective_on <= day)
        .subquery()
    )
    # A customer's loans all stand in the worst group of any of them, whoever looks at them.
    group = func.max(each.c.own_group).over(partition_by=each.c.customer_id)
    return select(
        each.c.contract_id,
        each.c.principal,
        each.c.days_past_due,
        bucket_of(each.c.days_past_due).label("bucket"),
        cast(group, Text).label("debt_group"),
    ).where(each.c.principal > 0)


def bucket_of(days: ColumnElement[int]) -> ColumnElement[Any]:
    """Return the SQL bucket of days past due."""
    rows = [(days >= row.first_day, literal(row.bucket.value)) for row in reversed(BUCKETS[1:])]
    return case(*rows, else_=literal(Bucket.CURRENT.value))


def _oldest_unpaid(day: date, missed: date, tolerance: int) -> Any:
    """Return contract_id and the due date of the oldest instalment whose unpaid part was above the tolerance."""
    later = (
        select(_A.c.instalment_id, func.sum(_A.c.amount).label("amount"))
        .where(
            _A.c.posted_on > day,
            _A.c.component.in_((Component.PRINCIPAL, Component.INTEREST)),
            _A.c.instalment_id.is_not(None),
        )
        .group_by(_A.c.instalment_id)
        .subquery()
    )
    open_now = _I.c.principal + _I.c.interest - _I.c.paid_principal - _I.c.paid_interest
    return (
        select(_I.c.contract_id, func.min(_I.c.due_on).label("due_on"))
        .outerjoin(later, later.c.instalment_id == _I.c.id)
        .where(
            _I.c.due_on <= missed,
            _I.c.status != InstalmentStatus.RESCHEDULED,
            # Nothing unpaid now and nothing paid since: met by that day.
            or_(open_now > tolerance, later.c.amount.is_not(None)),
            open_now + func.coalesce(later.c.amount, 0) > tolerance,
        )
        .group_by(_I.c.contract_id)
        .subquery()
    )


def _moved_after(day: date) -> Any:
    """Return contract_id and by how much its principal has changed since the end of the day."""
    account = Account.__table__
    return (
        # PostgreSQL adds up whole numbers to a decimal; amounts stay whole.
        select(_L.c.contract_id, cast(func.sum(_L.c.debit - _L.c.credit), BigInteger).label("amount"))
        .join(account, account.c.id == _L.c.account_id)
        .where(account.c.role == AccountRole.PRINCIPAL, _L.c.business_date > day, _L.c.contract_id.is_not(None))
        .group_by(_L.c.contract_id)
        .subquery()
    )
