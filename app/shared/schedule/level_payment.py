"""The level payment that brings a balance to zero over periods of unequal length."""

from collections.abc import Sequence
from decimal import Decimal

from app.shared.rounding import without_noise
from app.shared.schedule.periods import InterestPeriod


def exact_level_payment(principal: int, annual_rate: Decimal, periods: Sequence[InterestPeriod]) -> Decimal:
    """Return P / sum of discount factors (Circular 39/2016 interest on real balances), unrounded, in minor units.

    The sum is taken from the last period backwards, one division a period; to be called in the exact context.
    """
    worth_of_one = Decimal(0)
    for period in reversed(periods):
        growth = 1 + annual_rate * period.numerator / period.denominator
        worth_of_one = (1 + worth_of_one) / growth
    return without_noise(principal / worth_of_one)
