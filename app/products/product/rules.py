"""What makes a product acceptable, and what fits it."""

from datetime import date
from decimal import Decimal
from typing import Any

from app.shared.product_class import ProductClass
from app.shared.text import Message, msg

Problem = tuple[str, Message] | None
_BANDS = (
    ("amount_min", "amount_max"),
    ("term_min", "term_max"),
    ("rate_min_percent", "rate_max_percent"),
    ("age_min", "age_max"),
)
_WITHOUT_SCHEDULE = {ProductClass.OVERDRAFT, ProductClass.CARD, ProductClass.DEPOSIT, ProductClass.SERVICE}
_ON_COLLATERAL = {ProductClass.SECURED, ProductClass.USED_CAR}


def bands_are_ordered(product: Any) -> Problem:
    """Refuse a band whose upper end lies below its lower."""
    for low, high in _BANDS:
        lower, upper = getattr(product, low), getattr(product, high)
        if lower is not None and upper is not None and upper < lower:
            return high, msg("This cannot be below the lower end of the band.")
    return None


def validity_is_a_stretch(product: Any) -> Problem:
    """Refuse an end of the offer before its beginning."""
    if product.valid_from and product.valid_to and product.valid_to < product.valid_from:
        return "valid_to", msg("The last day cannot be before the first day.")
    return None


def has_a_method(product: Any) -> Problem:
    """Require a way to repay of every product that is lent with a schedule."""
    flags = (product.offers_annuity, product.offers_equal_principal, product.offers_interest_first)
    # None stands for a flag not yet written: the column's default, annuity, will hold.
    if product.product_class not in _WITHOUT_SCHEDULE and not any(flags) and product.offers_annuity is not None:
        return "offers_annuity", msg("Offer at least one repayment method.")
    return None


def collateral_rules_are_given(product: Any) -> Problem:
    """Require the loan-to-value cap of secured products, and the vehicle rule of car loans."""
    if product.product_class in _ON_COLLATERAL and product.max_ltv_percent is None:
        return "max_ltv_percent", msg("A secured product needs its highest loan-to-value.")
    if product.product_class == ProductClass.USED_CAR:
        for name in ("vehicle_age_at_end_max", "vehicle_km_max"):
            if getattr(product, name) is None:
                return name, msg("A used-car product needs its vehicle rule.")
    return None


def is_offered_on(product: Any, day: date) -> bool:
    """Tell whether the product is approved and its dates include the day."""
    inside = product.valid_from <= day and (product.valid_to is None or day <= product.valid_to)
    return product.status == "approved" and inside


def misfit(
    product: Any, *, amount: int | None = None, term: int | None = None, rate_percent: Decimal | None = None
) -> Problem:
    """Return what lies outside the product's bands as (field, message), or None.

    `amount` is in minor units, `term` in months, `rate_percent` a year; what is None is not checked.
    """
    bands = (
        ("amount", amount, product.amount_min, product.amount_max),
        ("term", term, product.term_min, product.term_max),
        ("rate_percent", rate_percent, product.rate_min_percent, product.rate_max_percent),
    )
    for name, value, lower, upper in bands:
        if value is not None and not lower <= value <= upper:
            return name, msg("The product allows {lower} to {upper}.", lower=lower, upper=upper)
    return None
