"""Classifying a range of contracts in one go: overdue amounts, days past due, bucket and group by the rules' SQL."""

from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Integer,
    MetaData,
    Table,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from app.servicing.balance.model import ContractBalance
from app.servicing.classification.ageing import BUCKETS
from app.servicing.classification.day_facts import DayFacts
from app.servicing.contract.model import ON_THE_BOOKS, Contract
from app.servicing.events import ContractsBecameOverdue, ContractsCured
from app.servicing.instalment.model import Instalment, InstalmentStatus
from app.servicing.ledger.staging import empty_stage
from app.shared.events import publish
from app.shared.sql_interest import days_from

_I, _B, _C = Instalment.__table__, ContractBalance.__table__, Contract.__table__
_STANDING = Table(
    "staged_standing",
    MetaData(),  # of its own: no migration knows it
    Column("contract_id", BigInteger),
    Column("before", Integer),
    Column("days", Integer),
    Column("oldest", Date),
    Column("principal", BigInteger),
    Column("interest", BigInteger),
    prefixes=["TEMPORARY"],
)


def classify(session: Session, first_id: int, last_id: int, day: DayFacts) -> None:
    """Bring overdue amounts, days past due, bucket and own group of contracts to the end of `day.on`.

    Publishes which became overdue and which are cured.
    """
    connection = session.connection()
    empty_stage(connection, _STANDING)
    connection.execute(insert(_STANDING).from_select([c.name for c in _STANDING.c], _standing(first_id, last_id, day)))
    worse = session.connection().scalars(_ids(and_(_STANDING.c.before == 0, _STANDING.c.days > 0))).all()
    cured = session.connection().scalars(_ids(and_(_STANDING.c.before > 0, _STANDING.c.days == 0))).all()
    connection.execute(update(_B).where(_B.c.contract_id == _STANDING.c.contract_id).values(_new_values(day)))
    if worse:
        publish(ContractsBecameOverdue(session, tuple(worse), day.on))
    if cured:
        publish(ContractsCured(session, tuple(cured), day.on))


def move_instalments(session: Session, first_id: int, last_id: int, day: DayFacts) -> None:
    """Let instalments become due on the eve of their day, and overdue once their last day to pay has ended."""
    connection, tomorrow = session.connection(), day.on + timedelta(days=1)
    open_states = (InstalmentStatus.SCHEDULED, InstalmentStatus.DUE, InstalmentStatus.PARTIAL)
    within = _I.c.contract_id.between(first_id, last_id)
    nothing_to_pay = and_(_I.c.principal == _I.c.paid_principal, _I.c.interest == _I.c.paid_interest)
    connection.execute(
        update(_I)
        .where(within, _I.c.due_on <= tomorrow, _I.c.status.in_(open_states))
        .where(or_(_I.c.due_on <= day.missed_through, _I.c.status == InstalmentStatus.SCHEDULED))
        .values(
            status=case(
                (nothing_to_pay, InstalmentStatus.PAID),
                (_I.c.due_on <= day.missed_through, InstalmentStatus.OVERDUE),
                else_=InstalmentStatus.DUE,
            )
        )
    )


def _ids(condition: Any) -> Any:
    return select(_STANDING.c.contract_id).where(condition).order_by(_STANDING.c.contract_id)


def _standing(first_id: int, last_id: int, day: DayFacts) -> Any:
    """Select what is overdue of the contracts that have something overdue, or had, or are under observation."""
    principal, interest = _I.c.principal - _I.c.paid_principal, _I.c.interest - _I.c.paid_interest
    counts = principal + interest > day.tolerance
    overdue = (
        select(
            _I.c.contract_id,
            func.min(case((counts, _I.c.due_on))).label("oldest"),
            func.sum(principal).label("principal"),
            func.sum(interest).label("interest"),
        )
        .where(
            _I.c.contract_id.between(first_id, last_id),
            _I.c.due_on <= day.missed_through,
            _I.c.status.not_in((InstalmentStatus.PAID, InstalmentStatus.RESCHEDULED)),
        )
        .group_by(_I.c.contract_id)
        .subquery()
    )
    days = case((overdue.c.oldest.is_(None), 0), else_=days_from(overdue.c.oldest, literal(day.on, Date())))
    was_noted = or_(_B.c.days_past_due > 0, _B.c.own_group > 1, _B.c.principal_overdue > 0, _B.c.interest_overdue > 0)
    return (
        select(
            _B.c.contract_id,
            _B.c.days_past_due,
            days,
            overdue.c.oldest,
            func.coalesce(overdue.c.principal, 0),
            func.coalesce(overdue.c.interest, 0),
        )
        .join(_C, _C.c.id == _B.c.contract_id)
        .outerjoin(overdue, overdue.c.contract_id == _B.c.contract_id)
        .where(
            _B.c.contract_id.between(first_id, last_id),
            _C.c.status.in_(ON_THE_BOOKS),
            or_(overdue.c.contract_id.is_not(None), was_noted),
        )
    )


def _new_values(day: DayFacts) -> dict[str, Any]:
    days = _STANDING.c.days
    by_days = group_by_days(days, day)
    since = case((days > 0, None), else_=func.coalesce(_B.c.regular_since, literal(day.on, Date())))
    observed = or_(
        and_(_B.c.observation_months == 1, since <= day.observed_since(1)),
        and_(_B.c.observation_months != 1, since <= day.observed_since(3)),
    )
    return {
        "days_past_due": days,
        "oldest_unpaid_due_on": _STANDING.c.oldest,
        "principal_overdue": _STANDING.c.principal,
        "interest_overdue": _STANDING.c.interest,
        "bucket": case(*((days >= row.first_day, row.bucket) for row in reversed(BUCKETS))),
        "regular_since": since,
        "own_group": case(
            (by_days >= _B.c.own_group, by_days), (and_(days == 0, observed), by_days), else_=_B.c.own_group
        ),
    }


def group_by_days(days: Any, day: DayFacts) -> Any:
    """Return the SQL twin of `debt_group`."""
    limits = enumerate(day.limits.first_days, start=2)
    return case(*((days >= first, group) for group, first in reversed(list(limits))), else_=1)
