"""The price of a scheme: its terms, whether it keeps within product and policy, and what is left of its rate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

from app.shared.rounding import EXACT, Rounding, RoundingMode
from app.shared.schedule.rules import build_schedule
from app.shared.schedule.terms import RepaymentMethod, Terms


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


def instalment_rounding(method: RepaymentMethod, unit: int) -> Rounding:
    """Return how instalments are rounded: a level payment up, a level principal part down, so the last is smallest."""
    mode = RoundingMode.UP if method is RepaymentMethod.ANNUITY else RoundingMode.DOWN
    return Rounding(unit, mode)


def terms_of(scheme: Any, product: Any) -> Terms:
    """Return the terms of a scheme of a product; raises TermsError where no schedule can be made of them."""
    return Terms(
        principal=scheme.amount,
        annual_rate=EXACT.divide(scheme.annual_rate, Decimal(100)),
        method=scheme.method,
        periods=scheme.term,
        disbursed_on=scheme.disburse_on,
        first_due_on=scheme.first_due_on,
        day_count=product.day_count,
        instalment_rounding=instalment_rounding(scheme.method, product.rounding_unit),
    )


def trial_terms(application: Any, product: Any, today: date, rate_percent: Decimal | None) -> Terms:
    """Return the terms that an application would have if it were paid out today, at the product's highest rate."""
    return Terms(
        principal=application.amount,
        annual_rate=EXACT.divide(product.rate_max_percent if rate_percent is None else rate_percent, Decimal(100)),
        method=application.method,
        periods=application.term,
        disbursed_on=today,
        day_count=product.day_count,
        instalment_rounding=instalment_rounding(application.method, product.rounding_unit),
    )


def first_payment(terms: Terms) -> int:
    """Return the payment that income must bear: the first, which no later one but a balloon exceeds."""
    return build_schedule(terms).rows[0].payment


def exceptions(
    scheme: Any, grade: str, product: Any, limits: Mapping[str, Decimal], target: Decimal
) -> dict[str, bool]:
    """Return exception field → whether the scheme goes beyond policy there, and so to the committee.

    `limits` are percentages by policy key, `target` the margin in points a year.
    """
    pti_limit = _lower(limits[f"payment_to_income.max_{grade}_percent"], product.max_pti_percent)
    ltv_limit = _lower(limits[f"loan_to_value.max_{grade}_percent"], product.max_ltv_percent)
    return {
        "exceeds_grade": grade == "high",
        "exceeds_payment_to_income": (scheme.payment_to_income or 0) > pti_limit,
        "exceeds_loan_to_value": (scheme.loan_to_value or 0) > ltv_limit,
        "misses_margin": scheme.expected_margin is not None and scheme.expected_margin < target,
    }


def _lower(limit: Decimal, of_product: Decimal | None) -> Decimal:
    return limit if of_product is None else min(limit, of_product)
