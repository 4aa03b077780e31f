"""The steps of end of day in their order, each over a range of contracts."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.servicing.accrual.operations import book_interest
from app.servicing.balance.model import ContractBalance
from app.servicing.classification.customer_group import suspend_interest, take_snapshots, take_worst_group
from app.servicing.classification.day_facts import DayFacts
from app.servicing.classification.operations import classify, move_instalments
from app.servicing.contract.model import ON_THE_BOOKS, Contract
from app.servicing.end_of_day.model import EndOfDayRun, Phase
from app.servicing.late_interest.operations import charge_late_interest
from app.servicing.ledger.model import AccountRole, EntryKind
from app.servicing.repayment.operations import apply_money, settle_if_paid
from app.servicing.repayment.queries import balance_row, dues_of
from app.shared.text import Message, msg

Run = Callable[[Session, int, int, DayFacts, EndOfDayRun], None]


@dataclass(frozen=True)
class Step:
    """A step's name and what it does to the contracts of a range."""

    name: Message
    run: Run


def apply_credits(session: Session, first_id: int, last_id: int, day: DayFacts, run: EndOfDayRun) -> None:
    """Pay what has come due with the credit that customers hold; few contracts have any, so one at a time."""
    holding = (
        select(Contract)
        .join(ContractBalance, ContractBalance.contract_id == Contract.id)
        .where(Contract.id.between(first_id, last_id), Contract.status.in_(ON_THE_BOOKS), ContractBalance.credit > 0)
        .order_by(Contract.id)
    )
    for contract in session.scalars(holding).all():
        amount = min(balance_row(session, contract.id).credit, dues_of(session, contract, day).total)
        if amount:
            apply_money(
                contract,
                amount,
                day,
                kind=EntryKind.CREDIT_APPLICATION,
                from_role=AccountRole.CUSTOMER_CREDIT,
                source=run,
            )
            settle_if_paid(contract)


# Interest before credit, so that what falls due today can be paid in full today; credit before the days past due, so
# that money which lay with us makes nobody late.
STEPS: dict[Phase, tuple[Step, ...]] = {
    Phase.CHARGE: (
        Step(
            msg("Planned interest"), lambda s, first, last, day, run: book_interest(s, first, last, day.on, source=run)
        ),
        Step(
            msg("Late interest"), lambda s, first, last, day, run: charge_late_interest(s, first, last, day, source=run)
        ),
        Step(msg("Customer credit"), apply_credits),
        Step(msg("Due and overdue"), lambda s, first, last, day, run: move_instalments(s, first, last, day)),
        Step(msg("Days past due"), lambda s, first, last, day, run: classify(s, first, last, day)),
    ),
    Phase.CLASSIFY: (
        Step(msg("Debt group"), lambda s, first, last, day, run: take_worst_group(s, first, last)),
        Step(msg("Suspension"), lambda s, first, last, day, run: suspend_interest(s, first, last, day.on, source=run)),
        Step(msg("Risk snapshot"), lambda s, first, last, day, run: take_snapshots(s, first, last, day.on)),
    ),
}
