"""Early repayment: its fee by contract year, and what settles a contract on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from app.servicing.receipt.rules import AmountDue
from app.shared.errors import InvalidInput
from app.shared.months import add_months
from app.shared.rounding import EXACT, HALF_UP_TO_MINOR_UNIT, Rounding
from app.shared.text import msg


class NoFeeForYearError(InvalidInput):
    """The fee table does not say what the first contract year costs."""


@dataclass(frozen=True, slots=True)
class PayoffQuote:
    """What settles the contract on `holds_on`, minor units by component; `total` is their sum."""

    overdue_and_due_principal: int
    early_principal: int
    interest: int
    overdue_interest: int
    late_interest: int
    fees: int
    early_repayment_fee: int
    credit: int
    holds_on: date | None = None

    @property
    def total(self) -> int:
        """Return the amount to pay; never below 0, since credit beyond it is refunded by voucher."""
        principal = self.overdue_and_due_principal + self.early_principal
        interest = self.interest + self.overdue_interest + self.late_interest
        return max(0, principal + interest + self.fees + self.early_repayment_fee - self.credit)


def contract_year(disbursed_on: date, on: date) -> int:
    """Return which year of the contract `on` falls in: 1 until the day before the first anniversary."""
    years = on.year - disbursed_on.year
    return years + 1 if on >= add_months(disbursed_on, 12 * years) else years


def early_repayment_rate(table: Mapping[int, Decimal], disbursed_on: date, on: date) -> Decimal:
    """Return the fee rate (fraction) on `on`; `table` maps the first contract year of each rate to the rate.

    {1: 0.05, 2: 0.04, 3: 0.03, 4: 0} means nothing from the fourth year on. Raises NoFeeForYearError.
    """
    year = contract_year(disbursed_on, on)
    started = [first for first in table if first <= year]
    if not started:
        raise NoFeeForYearError(msg("A fee table starts with contract year 1."))
    return table[max(started)]


def early_repayment_fee(principal: int, rate: Decimal, rounding: Rounding = HALF_UP_TO_MINOR_UNIT) -> int:
    """Return the fee on `principal` (minor units) repaid before it is due; overdue principal bears none."""
    with localcontext(EXACT):
        return rounding.apply(principal * rate)


def payoff_quote(
    *, early_principal: int, accrued_interest: int, dues: Sequence[AmountDue], fee_rate: Decimal, credit: int = 0
) -> PayoffQuote:
    """Return the settlement of a contract, all amounts in minor units.

    `early_principal` is not due yet, `accrued_interest` is the running period's interest to the payoff day, `dues` what
    is due or overdue by then, `credit` the customer's unapplied money.
    """
    return PayoffQuote(
        overdue_and_due_principal=sum(due.principal for due in dues),
        early_principal=early_principal,
        interest=accrued_interest + sum(due.interest for due in dues),
        overdue_interest=sum(due.overdue_int for due in dues),
        late_interest=sum(due.late_int for due in dues),
        fees=sum(due.fee for due in dues),
        early_repayment_fee=early_repayment_fee(early_principal, fee_rate),
        credit=credit,
    )
