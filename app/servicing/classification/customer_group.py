"""The group of a customer's debts, what it does to income, and the daily snapshot: the second pass over contracts."""

from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Insert,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
    literal_column,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from app.parties.customer.model import Customer
from app.servicing.balance.model import CnClass, ContractBalance
from app.servicing.contract.model import ON_THE_BOOKS, Contract
from app.servicing.ledger.model import AccountRole, EntryKind, LedgerLine
from app.servicing.ledger.operations import post_staged
from app.servicing.ledger.queries import account_ids
from app.servicing.ledger.staging import STAGED, empty_stage
from app.servicing.receipt.rules import Component
from app.servicing.risk_snapshot import RiskSnapshot
from app.shared.clock import utc_now
from app.shared.policy import policy_values
from app.shared.record import Governed
from app.shared.sql_interest import rounded_interest, whole

_B, _C, _LINE, _SNAPSHOT = ContractBalance.__table__, Contract.__table__, LedgerLine.__table__, RiskSnapshot.__table__
ON_BALANCE = (
    ("interest", AccountRole.INTEREST_RECEIVABLE, Component.INTEREST, AccountRole.INTEREST_INCOME),
    ("overdue_interest", AccountRole.LATE_RECEIVABLE, Component.OVERDUE_INTEREST, AccountRole.LATE_INTEREST_INCOME),
    ("late_interest", AccountRole.LATE_RECEIVABLE, Component.LATE_INTEREST, AccountRole.LATE_INTEREST_INCOME),
)
CN_DAYS = ((361, CnClass.LOSS), (271, CnClass.DOUBTFUL), (91, CnClass.SUBSTANDARD), (1, CnClass.SPECIAL_MENTION))
GENERAL = "provision.general_percent"
SPECIFIC = tuple(f"provision.specific_{group}_percent" for group in range(1, 6))


def take_worst_group(session: Session, first_id: int, last_id: int) -> None:
    """Give every contract, and its customer, the worst own group among the customer's contracts (Article 9)."""
    connection = session.connection()
    worst = (
        select(_C.c.customer_id, func.max(_B.c.own_group).label("worst"), func.min(_C.c.id).label("first_id"))
        .join(_B, _B.c.contract_id == _C.c.id)
        .where(
            _C.c.status.in_(ON_THE_BOOKS),
            _C.c.customer_id.in_(select(_C.c.customer_id).where(_C.c.id.between(first_id, last_id))),
        )
        .group_by(_C.c.customer_id)
        .subquery()
    )
    of_contract = (
        select(_C.c.id, worst.c.worst)
        .join(worst, worst.c.customer_id == _C.c.customer_id)
        .where(_C.c.id.between(first_id, last_id), _C.c.status.in_(ON_THE_BOOKS))
        .subquery()
    )
    connection.execute(
        update(_B)
        .where(_B.c.contract_id == of_contract.c.id, _B.c.debt_group != of_contract.c.worst)
        .values(debt_group=of_contract.c.worst)
    )
    people = Customer.__table__
    # A customer with contracts in several ranges is moved by the first of them: two would wait for each other.
    connection.execute(
        update(people)
        .where(people.c.id == worst.c.customer_id, people.c.debt_group.is_distinct_from(worst.c.worst))
        .where(worst.c.first_id >= first_id)
        .values(debt_group=worst.c.worst)
    )


def suspend_interest(session: Session, first_id: int, last_id: int, on: date, *, source: Governed) -> None:
    """Take the uncollected interest of contracts outside group 1 out of income and track it off the balance sheet.

    What was booked this year reduces income; what earlier years earned is an expense (Decree 135/2025).
    """
    connection, accounts = session.connection(), account_ids(session)
    if connection.scalar(_to_suspend(), {"first": first_id, "last": last_id}) is None:
        return
    empty_stage(connection)
    facts = {"first": first_id, "last": last_id, "year": date(on.year, 1, 1)}
    connection.execute(_stage_suspension(tuple(accounts.items())), facts)
    post_staged(session, EntryKind.SUSPENSION, value_on=on, source=source)


@cache
def _stage_suspension(accounts: tuple[tuple[AccountRole, int], ...]) -> Insert:
    """Return the statement that stages both moves: out of the receivable and income, and onto the accounts off it."""
    ids = dict(accounts)
    lines: list[Select[Any]] = []
    for column, receivable, component, income in ON_BALANCE:
        rows = _suspended_of(column, ids[receivable], component).cte(f"of_{column}")
        zero: Any = literal_column("0")
        this_year = rows.c.this_year
        sides: tuple[tuple[AccountRole, Any, Any], ...] = (
            (receivable, zero, rows.c.amount),
            (income, this_year, zero),
            (AccountRole.PRIOR_YEAR_INTEREST, rows.c.amount - this_year, zero),
            (AccountRole.SUSPENDED_INTEREST, rows.c.amount, zero),
            (AccountRole.CONTRA, zero, rows.c.amount),
        )
        nothing, part = cast(null(), BigInteger), literal(component.value)
        for role, debit, credit in sides:
            account: Any = literal_column(str(ids[role]))
            place = (nothing, rows.c.contract_id, rows.c.branch_id, account, part, nothing)
            lines.append(select(*place, debit, credit).where(debit + credit > 0))
    return insert(STAGED).from_select([c.name for c in STAGED.c], union_all(*lines))


def _suspended_of(column: str, receivable: int, component: Component) -> Select[Any]:
    """Select what a balance column of contracts outside group 1 holds, and how much of it this year has booked."""
    affected = and_(
        _B.c.contract_id.between(bindparam("first"), bindparam("last")),
        _B.c.debt_group > 1,
        _B.c[column] > 0,
        _C.c.status.in_(ON_THE_BOOKS),
    )
    balances = _B.join(_C, _C.c.id == _B.c.contract_id)
    # Grouped, so that it is summed once: a subquery in the select list is run again wherever its result is named.
    booked = (
        select(_LINE.c.contract_id, func.sum(_LINE.c.debit).label("amount"))
        .select_from(balances.join(_LINE, _LINE.c.contract_id == _B.c.contract_id))
        .where(
            affected,
            # The sum keeps planners from the account's index, under which lie the lines of every contract.
            _LINE.c.account_id + 0 == receivable,
            _LINE.c.component == component,
            _LINE.c.business_date >= bindparam("year", type_=Date()),
        )
        .group_by(_LINE.c.contract_id)
        .subquery()
    )
    held = (
        select(
            _B.c.contract_id,
            _C.c.branch_id,
            _B.c[column].label("amount"),
            func.coalesce(booked.c.amount, 0).label("booked"),
        )
        .select_from(balances.outerjoin(booked, booked.c.contract_id == _B.c.contract_id))
        .where(affected)
        .subquery()
    )
    this_year = case((held.c.booked < held.c.amount, held.c.booked), else_=held.c.amount)
    return select(held.c.contract_id, held.c.branch_id, held.c.amount, this_year.label("this_year"))


@cache
def _to_suspend() -> Select[Any]:
    receivable = _B.c.interest + _B.c.overdue_interest + _B.c.late_interest
    return (
        select(_B.c.contract_id)
        .join(_C, _C.c.id == _B.c.contract_id)
        .where(_B.c.contract_id.between(bindparam("first"), bindparam("last")), _B.c.debt_group > 1, receivable > 0)
        .where(_C.c.status.in_(ON_THE_BOOKS))
        .limit(1)
    )


def take_snapshots(session: Session, first_id: int, last_id: int, on: date) -> None:
    """Write the day's risk snapshot of contracts on the books, with their provisions."""
    values = policy_values(session, (GENERAL, *SPECIFIC), on)
    rates = {name: Fraction(value) / 100 for name, value in values.items()}
    exposed = case((_B.c.principal > _B.c.deductible_collateral, _B.c.principal - _B.c.deductible_collateral), else_=0)
    specific = case(*((_B.c.debt_group == g, _share(exposed, rates[SPECIFIC[g - 1]])) for g in range(1, 6)), else_=0)
    owed = (
        _B.c.interest + _B.c.overdue_interest + _B.c.late_interest
        + _B.c.suspended_interest + _B.c.suspended_overdue_interest + _B.c.suspended_late_interest
    )  # fmt: skip
    now = utc_now()
    columns: dict[str, Any] = {
        "created_at": literal(now, _SNAPSHOT.c.created_at.type),
        "contract_id": _B.c.contract_id,
        "branch_id": _C.c.branch_id,
        "day": literal(on, _SNAPSHOT.c.day.type),
        "days_past_due": _B.c.days_past_due,
        "bucket": _B.c.bucket,
        "debt_group": _B.c.debt_group,
        "cn_class": case(
            *((_B.c.days_past_due >= first, name.value) for first, name in CN_DAYS), else_=CnClass.NORMAL.value
        ),
        "principal": _B.c.principal,
        "principal_overdue": _B.c.principal_overdue,
        "interest": owed,
        "provision_specific": specific,
        "provision_general": case((_B.c.debt_group < 5, _share(_B.c.principal, rates[GENERAL])), else_=0),
    }
    rows = (
        select(*columns.values())
        .join_from(_B, _C, _C.c.id == _B.c.contract_id)
        .where(_B.c.contract_id.between(first_id, last_id), _C.c.status.in_(ON_THE_BOOKS))
    )
    session.connection().execute(insert(_SNAPSHOT).from_select(list(columns), rows))


def _share(amount: Any, rate: Fraction) -> Any:
    return rounded_interest(amount, whole(rate.numerator), whole(rate.denominator))
