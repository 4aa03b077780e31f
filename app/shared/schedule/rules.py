"""The repayment schedule: one pure function that quote, contract, accrual, payoff and restructuring all call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from app.shared.rounding import EXACT
from app.shared.schedule.level_payment import exact_level_payment
from app.shared.schedule.periods import InterestPeriod, interest_periods
from app.shared.schedule.terms import RepaymentMethod, Terms, TermsError
from app.shared.text import msg

_ENDS_EARLY = msg("a unit so small that every instalment but the last leaves principal to repay")
_REPAYS_NOTHING = msg("a unit so small that an instalment is not rounded to 0")
_FIRST_TOO_FAR = msg("a date near enough that the first instalment covers the interest of its period")
_BELOW_INTEREST = msg("a unit so small that every instalment covers the interest of its period")


@dataclass(frozen=True, slots=True)
class Row:
    """Instalment `k`: amounts in minor units, `days` by the convention, interest from `start_on` to `due_on`."""

    k: int
    start_on: date
    due_on: date
    days: int
    opening: int
    interest: int
    principal: int
    payment: int
    closing: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """The rows that follow from `terms`; `instalment` is the level payment, None where payments are not level."""

    terms: Terms
    instalment: int | None
    rows: tuple[Row, ...]

    @property
    def total_interest(self) -> int:
        """Return the interest of all rows, minor units."""
        return sum(row.interest for row in self.rows)


def build_schedule(terms: Terms) -> Schedule:
    """Return the schedule of `terms`: interest rounded row by row, the remainder of principal in the last row.

    Raises TermsError where rounding would end the loan early or a first instalment would not cover its interest.
    """
    with localcontext(EXACT):
        periods = interest_periods(terms)
        instalment = _level_payment(terms, periods)
        part = _level_principal(terms)
        rows, opening = [], terms.principal
        for period in periods:
            interest = terms.interest_rounding.apply(period.exact_interest(opening, terms.annual_rate))
            if period.k == terms.periods:
                principal = opening
            else:
                principal = part if instalment is None else instalment - interest
                _check_principal(principal, opening, period, terms)
            rows.append(_row(period, opening, interest, principal))
            opening -= principal
    return Schedule(terms, instalment, tuple(rows))


def _level_payment(terms: Terms, periods: Sequence[InterestPeriod]) -> int | None:
    """Return the rounded level payment of an annuity, None for the other methods."""
    if terms.method is not RepaymentMethod.ANNUITY:
        return None
    payment = exact_level_payment(terms.principal, terms.annual_rate, periods)
    return _not_zero(terms.instalment_rounding.apply(payment))


def _level_principal(terms: Terms) -> int:
    """Return the principal of every row but the last under the methods without a level payment."""
    if terms.method is not RepaymentMethod.EQUAL_PRINCIPAL:
        return 0
    return _not_zero(terms.instalment_rounding.apply(Decimal(terms.principal) / terms.periods))


def _not_zero(amount: int) -> int:
    if amount == 0:
        raise TermsError("instalment_rounding.unit", _REPAYS_NOTHING)
    return amount


def _check_principal(principal: int, opening: int, period: InterestPeriod, terms: Terms) -> None:
    """Refuse a row that would repay everything before the last one, or less than nothing."""
    if principal >= opening:
        raise TermsError("instalment_rounding.unit", _ENDS_EARLY)
    if principal < 0:
        if period.k == 1 and terms.first_due_on:
            raise TermsError("first_due_on", _FIRST_TOO_FAR)
        raise TermsError("instalment_rounding.unit", _BELOW_INTEREST)


def _row(period: InterestPeriod, opening: int, interest: int, principal: int) -> Row:
    return Row(
        k=period.k,
        start_on=period.start_on,
        due_on=period.due_on,
        days=period.days,
        opening=opening,
        interest=interest,
        principal=principal,
        payment=interest + principal,
        closing=opening - principal,
    )
