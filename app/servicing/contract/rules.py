"""What a contract's terms amount to: the schedule's terms, its rates when late, the steps that must be on file."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from app.shared.rounding import EXACT, Rounding
from app.shared.schedule.terms import Frequency, Terms
from app.shared.text import Message, msg

_HUNDRED = Decimal(100)


def terms_of(contract: Any, disbursed_on: date | None = None) -> Terms:
    """Return the terms from which the contract's schedule follows, paid out on `disbursed_on` or as it was.

    Raises TermsError where no schedule can be made of them, ValueError for a contract that has no payout day yet.
    """
    paid_out_on = disbursed_on or contract.effective_on
    if paid_out_on is None:
        raise ValueError(f"{contract.code} was not paid out: say for which day the terms are wanted")
    return Terms(
        principal=contract.amount,
        annual_rate=EXACT.divide(contract.annual_rate, _HUNDRED),
        method=contract.method,
        periods=contract.term,
        disbursed_on=paid_out_on,
        frequency=Frequency(contract.period_unit, contract.period_every),
        first_due_on=contract.first_due_on,
        due_day=contract.due_day,
        shortest_first_period_days=contract.shortest_first_period,
        day_count=contract.day_count,
        period_rate=contract.period_rate,
        instalment_rounding=Rounding(contract.instalment_rounding_unit, contract.instalment_rounding_mode),
        interest_rounding=Rounding(contract.interest_rounding_unit, contract.interest_rounding_mode),
    )


def overdue_multiplier(contract: Any) -> Decimal:
    """Return the factor on the contract rate that overdue principal bears: 1.5 for 150 %."""
    return EXACT.divide(contract.overdue_rate_percent, _HUNDRED)


def late_rate_on_interest(contract: Any) -> Decimal:
    """Return the yearly rate (fraction) that overdue in-term interest bears."""
    return EXACT.divide(contract.late_interest_rate, _HUNDRED)


def prepayment_table(contract: Any) -> dict[int, Decimal]:
    """Return first contract year → fee on early principal (fraction), as the payoff rules read it."""
    return {int(year): EXACT.divide(Decimal(percent), _HUNDRED) for year, percent in contract.prepayment_fees.items()}


def reminder_hours_are_lawful(contract: Any) -> tuple[str, Message] | None:
    """Refuse an empty stretch of hours; the lawful outer limits are those of the fields."""
    first, last = contract.reminder_from_hour, contract.reminder_until_hour
    if first is not None and last is not None and last <= first:
        return "reminder_until_hour", msg("The last hour must be after the first.")
    return None


def missing_steps(taken: Iterable[str], needed: Iterable[str]) -> list[str]:
    """Return the needed steps that are not on file, in their order."""
    there = set(taken)
    return [step for step in needed if step not in there]
