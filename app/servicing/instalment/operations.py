"""Writing the schedule of a contract: rows from `build_schedule`, and the rates that end of day computes with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.security.acting import session_of
from app.servicing.balance.model import ContractBalance
from app.servicing.contract.model import Contract
from app.servicing.contract.rules import late_rate_on_interest, overdue_multiplier, terms_of
from app.servicing.instalment.model import Instalment, InstalmentStatus
from app.shared.clock import utc_now
from app.shared.daily_rate import LARGEST_AMOUNT, DailyRate, daily_rate
from app.shared.errors import InvalidInput
from app.shared.months import add_months
from app.shared.rounding import EXACT
from app.shared.schedule.periods import InterestPeriod, interest_periods
from app.shared.schedule.rules import Row, Schedule, build_schedule
from app.shared.schedule.terms import Terms
from app.shared.text import msg

_SHORT_LOAN_MONTHS = 12


class LoanTooLargeError(InvalidInput):
    """A loan so large that its balance x days would overflow the databases' integers."""


@dataclass(frozen=True, slots=True)
class Books:
    """What a contract's books begin with: its schedule, and the column values of its instalments and balance."""

    schedule: Schedule
    instalments: list[dict[str, Any]]
    balance: dict[str, Any]


def open_books(contract: Contract, on: date) -> Schedule:
    """Write the schedule and the empty balance of a contract paid out on `on`; returns the schedule.

    Raises TermsError, RateTooFineError or LoanTooLargeError before anything is written.
    """
    books = books_of(contract, on)
    write_books(session_of(contract), [books])
    return books.schedule


def books_of(contract: Contract, on: date) -> Books:
    """Return the books of a contract paid out on `on`, not yet written; raises as `open_books` does."""
    terms = terms_of(contract, on)
    if terms.principal > LARGEST_AMOUNT:
        raise LoanTooLargeError(msg("The amount of a contract is at most {largest}.", largest=LARGEST_AMOUNT))
    schedule = build_schedule(terms)
    periods = interest_periods(terms)
    rows = [instalment_values(contract, r, rate_of(terms, p)) for r, p in zip(schedule.rows, periods, strict=True)]
    return Books(schedule, rows, balance_values(contract, schedule, on))


def write_books(session: Session, books: Sequence[Books]) -> None:
    """Insert the instalments and balances of contracts; those of one call carry the same columns."""
    write_instalments(session, [row for each in books for row in each.instalments])
    session.connection().execute(insert(ContractBalance.__table__), [each.balance for each in books])


def write_instalments(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Insert instalments by column values: they are no edits of a person, so no audit row follows each."""
    now = utc_now()
    session.connection().execute(insert(Instalment.__table__), [{"created_at": now, **row} for row in rows])


def instalment_values(contract: Contract, row: Row, rate: DailyRate, *, version: int = 1) -> dict[str, Any]:
    """Return the column values of one row of a schedule."""
    return {
        "contract_id": contract.id,
        "k": row.k,
        "start_on": row.start_on,
        "due_on": row.due_on,
        "days": row.days,
        "opening": row.opening,
        "principal": row.principal,
        "interest": row.interest,
        "schedule_version": version,
        "status": InstalmentStatus.SCHEDULED,
        "rate_numerator": rate.numerator,
        "rate_denominator": rate.denominator,
        "principal_since": row.due_on,
        "interest_since": row.due_on,
    }


def rate_of(terms: Terms, period: InterestPeriod) -> DailyRate:
    """Return the contract rate a day within a period; a period without days by the convention bears nothing."""
    share = (period.numerator, period.denominator * period.days) if period.days else (0, 1)
    return _rate_of_share(terms.annual_rate, *share, terms.interest_rounding.unit)


@lru_cache(maxsize=4096)
def _rate_of_share(annual_rate: Decimal, numerator: int, denominator: int, unit: int) -> DailyRate:
    """Remembered, since the periods of a loan, and loans at one rate, share few fractions that are slow to reduce."""
    return daily_rate(annual_rate, Fraction(numerator, denominator), unit)


def balance_values(contract: Contract, schedule: Schedule, on: date) -> dict[str, Any]:
    """Return the column values of the balance of a contract about to be paid out on `on`."""
    terms = schedule.terms
    day = Fraction(1, terms.day_count.days_in_year)
    overdue = daily_rate(EXACT.multiply(terms.annual_rate, overdue_multiplier(contract)), day)
    late = daily_rate(late_rate_on_interest(contract), day)
    is_short = schedule.rows[-1].due_on <= add_months(on, _SHORT_LOAN_MONTHS)
    return {
        "created_at": utc_now(),
        "contract_id": contract.id,
        "regular_since": on,
        "overdue_numerator": overdue.numerator,
        "overdue_denominator": overdue.denominator,
        "late_numerator": late.numerator,
        "late_denominator": late.denominator,
        "observation_months": 1 if is_short else 3,
    }
