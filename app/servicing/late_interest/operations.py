"""Charging late interest for a range of contracts in one go: the cumulative amount minus what is charged."""

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Insert,
    Integer,
    Select,
    Update,
    bindparam,
    case,
    insert,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from app.servicing.balance.model import ContractBalance
from app.servicing.classification.day_facts import DayFacts
from app.servicing.contract.model import ON_THE_BOOKS, Contract
from app.servicing.instalment.model import Instalment, InstalmentStatus
from app.servicing.ledger.model import AccountRole, EntryKind
from app.servicing.ledger.operations import post_staged
from app.servicing.ledger.queries import account_ids
from app.servicing.ledger.staging import STAGED, add_income_side, empty_stage
from app.servicing.receipt.rules import Component
from app.shared.company import business_date
from app.shared.record import Governed
from app.shared.sql_interest import days_held, rounded_interest

_I, _B, _C = Instalment.__table__, ContractBalance.__table__, Contract.__table__
_CHARGED = {Component.OVERDUE_INTEREST: "overdue_int", Component.LATE_INTEREST: "late_int"}


def charge_late_interest(session: Session, first_id: int, last_id: int, day: DayFacts, *, source: Governed) -> None:
    """Charge contracts `first_id` to `last_id` to the end of `day.on`, one entry for all.

    A day before the last one charged takes back what was charged since, down to what is paid: so a receipt with an
    earlier value date finds what was owed on that date.
    """
    connection, accounts = session.connection(), account_ids(session)
    facts = {
        "first": first_id,
        "last": last_id,
        "day": day.on,
        "missed": day.missed_through,
        "today": business_date(session),
    }
    if not connection.scalar(_anything_overdue(), facts):
        return
    empty_stage(connection)
    receivable, suspended = accounts[AccountRole.LATE_RECEIVABLE], accounts[AccountRole.SUSPENDED_INTEREST]
    connection.execute(_stage_charges(), facts | {"receivable": receivable, "suspended": suspended})
    _note_on_instalments(session)
    add_income_side(connection, accounts)
    post_staged(session, EntryKind.LATE_INTEREST, value_on=day.on, source=source)


@cache
def _stage_charges() -> Insert:
    """Return the statement that stages what each component has grown by at the end of `day`, or shrunk."""
    columns = (_I.c.id, _I.c.contract_id, _C.c.branch_id, _I.c.k, _B.c.debt_group)
    rows = _overdue(*columns, *((_owed(c) - _I.c[name]).label(name) for c, name in _CHARGED.items())).cte()
    account = case((rows.c.debt_group == 1, bindparam("receivable", type_=Integer())), else_=bindparam("suspended"))
    lines = [
        select(
            rows.c.id,
            rows.c.contract_id,
            rows.c.branch_id,
            account,
            literal(component.value),
            rows.c.k,
            case((rows.c[name] > 0, rows.c[name]), else_=0),
            case((rows.c[name] < 0, -rows.c[name]), else_=0),
        ).where(rows.c[name] != 0)
        for component, name in _CHARGED.items()
    ]
    return insert(STAGED).from_select([c.name for c in STAGED.c], union_all(*lines))


def _owed(component: Component) -> ColumnElement[int]:
    """Return the cumulative late interest of an instalment at the end of `day`: 0 while it may still be paid."""
    name = "principal" if component is Component.OVERDUE_INTEREST else "interest"
    rate = "overdue" if component is Component.OVERDUE_INTEREST else "late"
    unpaid = _I.c[name] - _I.c[f"paid_{name}"]
    held = days_held(_C.c.day_count, _I.c[f"{name}_since"], bindparam("day", type_=Date()))
    total = _I.c[f"{name}_days"] + unpaid * case((held > 0, held), else_=0)
    owed = rounded_interest(total, _B.c[f"{rate}_numerator"], _B.c[f"{rate}_denominator"])
    paid = _I.c[f"paid_{_CHARGED[component]}"]
    owed_now = case((_I.c.due_on <= bindparam("missed", type_=Date()), owed), else_=0)
    return case((owed_now < paid, paid), else_=owed_now)


def _overdue(*columns: Any) -> Select[Any]:
    """Select from the instalments that bear late interest, or were charged some that is to be looked at again."""
    is_unpaid = or_(_I.c.paid_principal < _I.c.principal, _I.c.paid_interest < _I.c.interest)
    was_charged = or_(_I.c.overdue_int > 0, _I.c.late_int > 0)
    return (
        select(*columns)
        .join_from(_I, _B, _B.c.contract_id == _I.c.contract_id)
        .join(_C, _C.c.id == _I.c.contract_id)
        .where(
            _I.c.contract_id.between(bindparam("first"), bindparam("last")),
            _C.c.status.in_(ON_THE_BOOKS),
            _I.c.status.not_in((InstalmentStatus.RESCHEDULED, InstalmentStatus.PAID)),
            is_unpaid,
            _I.c.due_on <= bindparam("today", type_=Date()),  # what was charged fell due before: the index says so
            or_(_I.c.due_on <= bindparam("missed", type_=Date()), was_charged),
        )
    )


@cache
def _anything_overdue() -> Select[Any]:
    return _overdue(_I.c.id).limit(1)


def _note_on_instalments(session: Session) -> None:
    """Add what is staged to the charged amounts of the instalments, before the other sides join it."""
    for component in _CHARGED:
        session.connection().execute(_note(component))


@cache
def _note(component: Component) -> Update:
    charged = _CHARGED[component]
    staged = (
        select(STAGED.c.instalment_id, (STAGED.c.debit - STAGED.c.credit).label("amount"))
        .where(STAGED.c.component == component.value)
        .subquery()
    )
    return update(_I).where(_I.c.id == staged.c.instalment_id).values({charged: _I.c[charged] + staged.c.amount})
