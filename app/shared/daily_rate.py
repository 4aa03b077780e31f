"""Rates a day as exact fractions, so that interest is the same whole number in Python, SQLite and PostgreSQL.

An amount x days is split by the fraction's denominator before it is multiplied. The largest intermediate value is then
numerator x denominator, which `daily_rate` keeps below the 63 bits that both databases compute in; a loan of
10,000,000,000,000 minor units held for 300 years fits beside it.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.shared.errors import InvalidInput
from app.shared.rounding import Rounding, RoundingMode
from app.shared.text import msg

LARGEST_AMOUNT = 10**13
_LARGEST_PRODUCT = 2**62


class RateTooFineError(InvalidInput):
    """A rate whose exact fraction would overflow the databases' integers."""


@dataclass(frozen=True, slots=True)
class DailyRate:
    """Interest = amount x days x numerator / denominator, in lowest terms."""

    numerator: int
    denominator: int

    def interest(self, amount_days: int, rounding: Rounding) -> int:
        """Return the interest on a sum of amount x days (>= 0, minor units), rounded once."""
        divisor = self.denominator * rounding.unit
        units, rest = divmod(amount_days * self.numerator, divisor)
        return (units + _goes_up(units, rest, divisor, rounding.mode)) * rounding.unit


def daily_rate(annual_rate: Decimal, share_of_year: Fraction, unit: int = 1) -> DailyRate:
    """Return the rate a day, given the yearly rate (fraction) and the share of a year that a day is.

    `unit` is the rounding unit in minor units that will be applied to it. Raises RateTooFineError.
    """
    exact = Fraction(annual_rate) * share_of_year
    if max(exact.numerator, 1) * exact.denominator * unit > _LARGEST_PRODUCT:
        raise RateTooFineError(msg("This interest rate has too many decimals for its day count and rounding."))
    return DailyRate(exact.numerator, exact.denominator)


def _goes_up(units: int, rest: int, divisor: int, mode: RoundingMode) -> bool:
    if mode is RoundingMode.UP:
        return rest > 0
    if mode is RoundingMode.HALF_UP:
        return 2 * rest >= divisor
    return mode is RoundingMode.HALF_EVEN and (2 * rest > divisor or (2 * rest == divisor and units % 2 == 1))
