"""Bands, lawful caps and what fits a product."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from app.products.product.model import Product
from app.products.product.rules import (
    bands_are_ordered,
    collateral_rules_are_given,
    has_a_method,
    is_offered_on,
    misfit,
    validity_is_a_stretch,
)
from app.shared.product_class import ProductClass
from app.shared.schedule.terms import RepaymentMethod
from tests.factories.products import product_facts


def product(**facts: Any) -> Product:
    return Product(**product_facts(**facts))


@pytest.mark.parametrize("low", ["amount_min", "term_min", "rate_min_percent"])
def test_a_band_does_not_run_backwards(low: str) -> None:
    assert bands_are_ordered(product()) is None
    assert bands_are_ordered(product(**{low: 1_000_000_000})) is not None


def test_an_offer_ends_after_it_began() -> None:
    assert validity_is_a_stretch(product(valid_to=date(2023, 1, 1))) is not None


def test_a_loan_needs_a_way_to_be_repaid() -> None:
    none = {"offers_annuity": False, "offers_equal_principal": False, "offers_interest_first": False}
    assert has_a_method(product(**none)) is not None
    assert has_a_method(product()) is None
    assert has_a_method(product(**none, product_class=ProductClass.CARD)) is None


def test_a_car_loan_needs_its_vehicle_rule() -> None:
    car = {"product_class": ProductClass.USED_CAR, "max_ltv_percent": Decimal(70)}
    assert collateral_rules_are_given(product(**car)) is not None
    assert collateral_rules_are_given(product(**car, vehicle_age_at_end_max=12, vehicle_km_max=150_000)) is None
    assert collateral_rules_are_given(product(product_class=ProductClass.SECURED)) is not None


@pytest.mark.parametrize(
    ("status", "day", "offered"),
    [
        ("approved", date(2024, 1, 2), True),
        ("approved", date(2024, 1, 1), False),
        ("approved", date(2027, 1, 1), False),
        ("draft", date(2025, 1, 1), False),
    ],
)
def test_is_offered_on_its_days_while_approved(status: str, day: date, offered: bool) -> None:
    dated = SimpleNamespace(status=status, valid_from=date(2024, 1, 2), valid_to=date(2026, 12, 31))
    assert is_offered_on(dated, day) is offered


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"amount": 100_000_000, "term": 36, "rate_percent": Decimal(55)}, None),
        ({"amount": 100_000_001}, "amount"),
        ({"term": 5}, "term"),
        ({"rate_percent": Decimal("17.99")}, "rate_percent"),
        ({}, None),
    ],
)
def test_misfit_names_what_lies_outside(terms: dict[str, Any], field: str | None) -> None:
    problem = misfit(product(), **terms)
    assert (problem[0] if problem else None) == field


def test_tables_read_as_the_calculations_want_them() -> None:
    fees = {
        f"prepayment_fee_{year}": Decimal(p) for year, p in (("year_1", 5), ("year_2", 4), ("year_3", 3), ("later", 0))
    }
    offered = product(offers_annuity=True, offers_interest_first=True, reminder_days="7,3,1", **fees)
    assert offered.prepayment_fees == {1: Decimal("0.05"), 2: Decimal("0.04"), 3: Decimal("0.03"), 4: Decimal(0)}
    assert offered.methods == (RepaymentMethod.ANNUITY, RepaymentMethod.INTEREST_FIRST)
    assert offered.reminder_days_list == (7, 3, 1)
