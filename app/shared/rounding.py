"""Rounding of exact decimals to a whole number of units, and the precision in which money is computed."""

from dataclasses import dataclass
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from enum import StrEnum

# Wide enough that amount x rate x days never loses a digit, so a tie such as 0.5 is seen as a tie.
EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow])
_NOISE = Decimal("1e-25")


class RoundingMode(StrEnum):
    """How a value between two units is moved; `up` is away from zero, so that a reversal mirrors its posting."""

    UP = "up"
    DOWN = "down"
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"

    __labels__ = {
        "up": "Always up",
        "down": "Always down",
        "half_up": "To the nearest, a half up",
        "half_even": "To the nearest, a half to even",
    }


_DECIMAL_MODE = {
    RoundingMode.UP: ROUND_UP,
    RoundingMode.DOWN: ROUND_DOWN,
    RoundingMode.HALF_UP: ROUND_HALF_UP,
    RoundingMode.HALF_EVEN: ROUND_HALF_EVEN,
}


@dataclass(frozen=True, slots=True)
class Rounding:
    """A unit in minor currency units (1000 = thousand dong) and the mode; raises ValueError for a unit below 1."""

    unit: int = 1
    mode: RoundingMode = RoundingMode.HALF_UP

    def __post_init__(self) -> None:
        if self.unit < 1:
            raise ValueError("a rounding unit is at least one minor unit")

    def apply(self, value: Decimal) -> int:
        """Return `value` (minor units, exact) rounded to the unit."""
        return round_to_unit(value, self.unit, self.mode)


HALF_UP_TO_MINOR_UNIT = Rounding()


def round_to_unit(value: Decimal, unit: int, mode: RoundingMode) -> int:
    """Return `value` (minor units) as the multiple of `unit` that `mode` picks."""
    units = value if unit == 1 else EXACT.divide(value, Decimal(unit))
    return int(units.to_integral_value(rounding=_DECIMAL_MODE[mode])) * unit


def without_noise(value: Decimal) -> Decimal:
    """Return `value` cut to 25 decimals, so that the last digit of a long division cannot tip a value rounded up.

    A quotient that is a whole number by mathematics may come out as ...000001 after many divisions.
    """
    return value.quantize(_NOISE, rounding=ROUND_HALF_EVEN, context=EXACT)
