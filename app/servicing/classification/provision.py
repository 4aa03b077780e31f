"""Specific and general provisions by debt group and collateral (Decree 86/2024)."""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from app.shared.errors import InvalidInput
from app.shared.rounding import EXACT, HALF_UP_TO_MINOR_UNIT
from app.shared.text import msg


class ProvisionRatesError(InvalidInput):
    """Rates must be five fractions for groups 1 to 5, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class ProvisionRates:
    """Fractions of a dated policy: specific by group 1 to 5, and general for every group but the fifth."""

    specific: tuple[Decimal, Decimal, Decimal, Decimal, Decimal]
    general: Decimal

    def __post_init__(self) -> None:
        if len(self.specific) != 5 or not all(0 <= rate <= 1 for rate in (*self.specific, self.general)):
            raise ProvisionRatesError(msg("Enter five specific rates and a general one, each from 0 to 100 percent."))


@dataclass(frozen=True, slots=True)
class Provision:
    """Minor units."""

    deductible_collateral: int
    specific: int
    general: int


def provision(
    principal: int, group: int, rates: ProvisionRates, collateral_value: int = 0, deduction_rate: Decimal = Decimal(0)
) -> Provision:
    """Return the provision on `principal` (minor units) in debt group `group` (1 to 5).

    `deduction_rate` is the share of `collateral_value` that its kind allows; 0 where it is not legally secured or
    cannot be sold in time.
    """
    with localcontext(EXACT):
        deductible = HALF_UP_TO_MINOR_UNIT.apply(collateral_value * deduction_rate)
        exposed = max(0, principal - deductible)
        specific = HALF_UP_TO_MINOR_UNIT.apply(exposed * rates.specific[group - 1])
        general = HALF_UP_TO_MINOR_UNIT.apply(principal * rates.general) if group < 5 else 0
    return Provision(deductible, specific, general)
