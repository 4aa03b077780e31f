"""Reading what a contract owes on a day, instalment by instalment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, RowMapping, or_, select
from sqlalchemy.orm import Session

from app.servicing.balance.model import ContractBalance
from app.servicing.classification.day_facts import DayFacts
from app.servicing.classification.rules import Unpaid, days_past_due
from app.servicing.contract.model import Contract
from app.servicing.instalment.model import PAID_PARTS, Instalment, InstalmentStatus
from app.servicing.receipt.rules import AmountDue, Component, WaterfallMode, waterfall_mode

_I, _B = Instalment.__table__, ContractBalance.__table__


@dataclass(frozen=True, slots=True)
class Dues:
    """What is due at the end of a day: instalment rows, what they still owe, and the order that applies."""

    rows: Sequence[RowMapping]
    amounts: Sequence[AmountDue]
    mode: WaterfallMode

    @property
    def total(self) -> int:
        """Return all that is due, minor units."""
        return sum(due.owed(c) for due in self.amounts for c in Component if c is not Component.SUSPENSE)


def balance_row(session: Session, contract_id: int) -> Row[Any]:
    """Return the contract's balance as it stands now, this transaction's postings included."""
    return session.connection().execute(select(_B).where(_B.c.contract_id == contract_id)).one()


def dues_of(session: Session, contract: Contract, day: DayFacts) -> Dues:
    """Return what `contract` owes of instalments due by `day.on`, oldest first, then fees."""
    unpaid = or_(*(_I.c[f"paid_{part}"] < _I.c[part] for part in PAID_PARTS))
    query = select(_I).where(
        _I.c.contract_id == contract.id,
        _I.c.due_on <= day.on,
        _I.c.status != InstalmentStatus.RESCHEDULED,
        unpaid,
    )
    rows = session.connection().execute(query.order_by(_I.c.due_on)).mappings().all()
    amounts = [amount_due(row, day) for row in rows]
    fees = balance_row(session, contract.id).fees
    if fees:
        amounts.append(AmountDue(k=None, overdue=False, fee=fees))
    return Dues(rows, amounts, mode_of(contract, rows, day))


def amount_due(row: Mapping[str, Any] | RowMapping, day: DayFacts) -> AmountDue:
    """Return what one instalment still owes at the end of the day."""
    return AmountDue(
        k=row["k"],
        overdue=row["due_on"] <= day.missed_through,
        principal=row["principal"] - row["paid_principal"],
        interest=row["interest"] - row["paid_interest"],
        overdue_int=row["overdue_int"] - row["paid_overdue_int"],
        late_int=row["late_int"] - row["paid_late_int"],
    )


def mode_of(contract: Contract, rows: Sequence[Mapping[str, Any] | RowMapping], day: DayFacts) -> WaterfallMode:
    """Return the order of repayment that applies to a contract with these unpaid instalments, oldest first."""
    unpaid = [
        Unpaid(row["due_on"], row["principal"] - row["paid_principal"] + row["interest"] - row["paid_interest"])
        for row in rows
    ]
    days = days_past_due(unpaid, day.on, tolerance=day.tolerance, holidays=day.holidays)
    matured = contract.maturity_on is not None and contract.maturity_on <= day.missed_through
    return waterfall_mode(
        contract.waterfall_profile, days, matured_or_recalled=matured or contract.recalled_on is not None
    )
