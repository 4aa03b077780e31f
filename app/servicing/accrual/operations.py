"""Booking planned interest day by day, for a range of contracts in one go: what exceeds what is booked."""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, Insert, Integer, bindparam, case, func, insert, literal, literal_column, select
from sqlalchemy.orm import Session

from app.servicing.balance.model import ContractBalance
from app.servicing.contract.model import ON_THE_BOOKS, Contract
from app.servicing.instalment.model import Instalment, InstalmentStatus
from app.servicing.ledger.model import AccountRole, EntryKind
from app.servicing.ledger.operations import post_staged
from app.servicing.ledger.queries import account_ids
from app.servicing.ledger.staging import STAGED, add_income_side, empty_stage
from app.servicing.receipt.rules import Component
from app.shared.record import Governed
from app.shared.sql_interest import days_held, rounded_interest

_I, _B, _C = Instalment.__table__, ContractBalance.__table__, Contract.__table__


def book_interest(session: Session, first_id: int, last_id: int, on: date, *, source: Governed) -> None:
    """Book the planned interest of contracts `first_id` to `last_id` to the end of `on`, one entry for all.

    What a contract earns in debt group 1 is income; in a worse group it is tracked off the balance sheet.
    """
    connection, accounts = session.connection(), account_ids(session)
    empty_stage(connection)
    connection.execute(
        _stage_interest(),
        {
            "first": first_id,
            "last": last_id,
            "day": on,
            "receivable": accounts[AccountRole.INTEREST_RECEIVABLE],
            "suspended": accounts[AccountRole.SUSPENDED_INTEREST],
        },
    )
    add_income_side(connection, accounts)
    post_staged(session, EntryKind.ACCRUAL, value_on=on, source=source, also={"accrued_through": on})


@cache  # built once: end of day runs it for every chunk, and building it costs as much as running it on a few rows
def _stage_interest() -> Insert:
    """Return the statement that stages what is earned by `day` and not booked, of contracts `first` to `last`."""
    day, booked = bindparam("day", type_=Date()), func.coalesce(_B.c.accrued_through, literal(date.min, Date()))
    earned = earned_through(day) - earned_through(booked)
    rows = (
        select(_I.c.id, _I.c.contract_id, _C.c.branch_id, _I.c.k, _B.c.debt_group, earned.label("amount"))
        .join(_B, _B.c.contract_id == _I.c.contract_id)
        .join(_C, _C.c.id == _I.c.contract_id)
        .where(
            _I.c.contract_id.between(bindparam("first"), bindparam("last")),
            _C.c.status.in_(ON_THE_BOOKS),
            # What is paid has earned all it will, also where a former system was paid ahead of the due date.
            _I.c.status.not_in((InstalmentStatus.RESCHEDULED, InstalmentStatus.PAID)),
            booked < day,
            _I.c.due_on > booked,
            _I.c.start_on < day,
        )
        .subquery()
    )
    lines = select(
        rows.c.id,
        rows.c.contract_id,
        rows.c.branch_id,
        case((rows.c.debt_group == 1, bindparam("receivable", type_=Integer())), else_=bindparam("suspended")),
        literal(Component.INTEREST.value),
        rows.c.k,
        rows.c.amount,
        literal_column("0"),
    ).where(rows.c.amount > 0)
    return insert(STAGED).from_select([c.name for c in STAGED.c], lines)


def earned_through(day: Any) -> Any:
    """Return the SQL twin of `accrued_interest` for one instalment at the end of `day`, a date or a date column."""
    elapsed = days_held(_C.c.day_count, _I.c.start_on, day)
    capped = case((elapsed > _I.c.days, _I.c.days), else_=elapsed)
    part = rounded_interest(
        _I.c.opening * capped,
        _I.c.rate_numerator,
        _I.c.rate_denominator,
        _C.c.interest_rounding_unit,
        _C.c.interest_rounding_mode,
    )
    return case(
        (_I.c.due_on <= day, _I.c.interest), (elapsed <= 0, 0), (part > _I.c.interest, _I.c.interest), else_=part
    )
