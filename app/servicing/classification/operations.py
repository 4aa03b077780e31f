"""Classifying a range of contracts in one go: overdue amounts, days past due, bucket and group by the rules' SQL."""

from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Insert,
    Integer,
    MetaData,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    true,
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
_DAY, _MISSED = bindparam("day", type_=Date()), bindparam("missed", type_=Date())
_GROUP_FROM = ("group_2", "group_3", "group_4", "group_5")


def classify(session: Session, first_id: int, last_id: int, day: DayFacts) -> None:
    """Bring overdue amounts, days past due, bucket and own group of contracts to the end of `day.on`.

    Publishes which became overdue and which are cured.
    """
    connection = session.connection()
    facts = {"first": first_id, "last": last_id} | _facts(day)
    empty_stage(connection, _STANDING)
    connection.execute(_stage_standing(), facts)
    if connection.scalar(_ids(true()).limit(1)) is None:
        return
    worse = connection.scalars(_ids(and_(_STANDING.c.before == 0, _STANDING.c.days > 0))).all()
    cured = connection.scalars(_ids(and_(_STANDING.c.before > 0, _STANDING.c.days == 0))).all()
    connection.execute(_take_standing(), _facts(day))
    if worse:
        publish(ContractsBecameOverdue(session, tuple(worse), day.on))
    if cured:
        publish(ContractsCured(session, tuple(cured), day.on))


def move_instalments(session: Session, first_id: int, last_id: int, day: DayFacts) -> None:
    """Let instalments become due on the eve of their day, and overdue once their last day to pay has ended."""
    tomorrow = day.on + timedelta(days=1)
    facts = {"first": first_id, "last": last_id, "tomorrow": tomorrow, "missed": day.missed_through}
    session.connection().execute(_move(), facts)


@cache
def _move() -> Update:
    open_states = (InstalmentStatus.SCHEDULED, InstalmentStatus.DUE, InstalmentStatus.PARTIAL)
    nothing_to_pay = and_(_I.c.principal == _I.c.paid_principal, _I.c.interest == _I.c.paid_interest)
    is_missed = _I.c.due_on <= _MISSED
    return (
        update(_I)
        .where(_I.c.contract_id.between(bindparam("first"), bindparam("last")))
        .where(_I.c.due_on <= bindparam("tomorrow", type_=Date()), _I.c.status.in_(open_states))
        .where(or_(is_missed, _I.c.status == InstalmentStatus.SCHEDULED))
        .values(
            status=case(
                (nothing_to_pay, InstalmentStatus.PAID),
                (is_missed, InstalmentStatus.OVERDUE),
                else_=InstalmentStatus.DUE,
            )
        )
    )


def _facts(day: DayFacts) -> dict[str, Any]:
    """Return the values of a day that the statements below ask for."""
    names = zip(_GROUP_FROM, day.limits.first_days, strict=True)
    return dict(names) | {
        "day": day.on,
        "missed": day.missed_through,
        "tolerance": day.tolerance,
        "since_1": day.observed_since(1),
        "since_3": day.observed_since(3),
    }


def _ids(condition: Any) -> Any:
    return select(_STANDING.c.contract_id).where(condition).order_by(_STANDING.c.contract_id)


@cache
def _stage_standing() -> Insert:
    return insert(_STANDING).from_select([c.name for c in _STANDING.c], _standing())


def _standing() -> Select[Any]:
    """Select what is overdue of the contracts that have something overdue, or had, or are under observation."""
    principal, interest = _I.c.principal - _I.c.paid_principal, _I.c.interest - _I.c.paid_interest
    counts = principal + interest > bindparam("tolerance")
    overdue = (
        select(
            _I.c.contract_id,
            func.min(case((counts, _I.c.due_on))).label("oldest"),
            func.sum(principal).label("principal"),
            func.sum(interest).label("interest"),
        )
        .where(
            _I.c.contract_id.between(bindparam("first"), bindparam("last")),
            _I.c.due_on <= _MISSED,
            _I.c.status.not_in((InstalmentStatus.PAID, InstalmentStatus.RESCHEDULED)),
        )
        .group_by(_I.c.contract_id)
        .subquery()
    )
    was_noted = or_(_B.c.days_past_due > 0, _B.c.own_group > 1, _B.c.principal_overdue > 0, _B.c.interest_overdue > 0)
    return (
        select(
            _B.c.contract_id,
            _B.c.days_past_due,
            case((overdue.c.oldest.is_(None), 0), else_=days_from(overdue.c.oldest, _DAY)),
            overdue.c.oldest,
            func.coalesce(overdue.c.principal, 0),
            func.coalesce(overdue.c.interest, 0),
        )
        .join(_C, _C.c.id == _B.c.contract_id)
        .outerjoin(overdue, overdue.c.contract_id == _B.c.contract_id)
        .where(
            _B.c.contract_id.between(bindparam("first"), bindparam("last")),
            _C.c.status.in_(ON_THE_BOOKS),
            or_(overdue.c.contract_id.is_not(None), was_noted),
        )
    )


@cache
def _take_standing() -> Update:
    days = _STANDING.c.days
    by_days = group_by_days(days)
    since = case((days > 0, None), else_=func.coalesce(_B.c.regular_since, _DAY))
    observed = case(
        (_B.c.observation_months == 1, since <= bindparam("since_1", type_=Date())),
        else_=since <= bindparam("since_3", type_=Date()),
    )
    values = {
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
    return update(_B).where(_B.c.contract_id == _STANDING.c.contract_id).values(values)


def group_by_days(days: Any) -> Any:
    """Return the SQL twin of `debt_group`, its limits as parameters."""
    limits = reversed(list(enumerate(_GROUP_FROM, start=2)))
    return case(*((days >= bindparam(name, type_=Integer()), group) for group, name in limits), else_=1)
