"""The profit test of a finance scheme: what is left of its rate after funding, expected loss and operation."""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from app.shared.rounding import EXACT


@dataclass(frozen=True, slots=True)
class MarginCosts:
    """Costs in percentage points a year; `default_probability` a year and `loss_given_default` are fractions."""

    cost_of_funds: Decimal
    default_probability: Decimal
    loss_given_default: Decimal
    operating_cost: Decimal


@dataclass(frozen=True, slots=True)
class MarginTest:
    """The margin in percentage points a year, and whether it reaches the target."""

    expected_loss: Decimal
    margin: Decimal
    passes: bool


def margin_test(rate_percent: Decimal, costs: MarginCosts, target: Decimal) -> MarginTest:
    """Return rate - cost of funds - expected loss - operating cost, against `target` (all in points a year)."""
    with localcontext(EXACT):
        expected_loss = costs.default_probability * costs.loss_given_default * 100
        margin = rate_percent - costs.cost_of_funds - expected_loss - costs.operating_cost
    return MarginTest(expected_loss, margin, margin >= target)
