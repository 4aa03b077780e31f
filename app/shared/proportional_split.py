"""Sharing of a whole amount over weights without losing or making a unit."""

from collections.abc import Sequence
from decimal import Decimal

from app.shared.rounding import EXACT, Rounding, RoundingMode


class NoWeightError(ValueError):
    """There is nothing to share over: no weights, a negative one, or all zero."""


def split_by_weights(
    total: int, weights: Sequence[Decimal | int], mode: RoundingMode = RoundingMode.HALF_UP
) -> list[int]:
    """Return `total` (minor units, >= 0) shared by `weights`: each share rounded, the remainder in the last.

    No share exceeds what is left, so none is negative. Raises NoWeightError.
    """
    parts = [Decimal(weight) for weight in weights]
    sum_of_weights = sum(parts, Decimal(0))
    if not parts or min(parts) < 0 or sum_of_weights == 0 or total < 0:
        raise NoWeightError("sharing needs an amount of 0 or more and weights of 0 or more that are not all 0")
    rounding, left, shares = Rounding(1, mode), total, []
    for part in parts[:-1]:
        share = min(left, rounding.apply(EXACT.divide(EXACT.multiply(Decimal(total), part), sum_of_weights)))
        shares.append(share)
        left -= share
    return [*shares, left]
