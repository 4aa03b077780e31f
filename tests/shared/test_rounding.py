"""Rounding to a unit and sharing by weights."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.shared.proportional_split import NoWeightError, split_by_weights
from app.shared.rounding import Rounding, RoundingMode, round_to_unit, without_noise


@pytest.mark.parametrize(
    ("value", "unit", "up", "down", "half_up", "half_even"),
    [
        ("4725512.86", 1000, 4_726_000, 4_725_000, 4_726_000, 4_726_000),
        ("2.5", 1, 3, 2, 3, 2),
        ("3.5", 1, 4, 3, 4, 4),
        ("-2.5", 1, -3, -2, -3, -2),
        ("1500", 1000, 2000, 1000, 2000, 2000),
        ("2500", 1000, 3000, 2000, 3000, 2000),
        ("7", 1, 7, 7, 7, 7),
        ("0", 1000, 0, 0, 0, 0),
    ],
)
def test_round_to_unit(value: str, unit: int, up: int, down: int, half_up: int, half_even: int) -> None:
    rounded = [round_to_unit(Decimal(value), unit, mode) for mode in RoundingMode]
    assert rounded == [up, down, half_up, half_even]


@given(st.decimals(-(10**12), 10**12, places=6), st.integers(1, 10**6), st.sampled_from(RoundingMode))
def test_a_reversal_mirrors_its_posting(value: Decimal, unit: int, mode: RoundingMode) -> None:
    rounded = round_to_unit(value, unit, mode)
    assert rounded % unit == 0
    assert abs(rounded - value) < unit
    assert round_to_unit(-value, unit, mode) == -rounded


def test_noise_of_long_divisions_is_cut() -> None:
    noisy = Decimal(368720000) + Decimal("1e-40")
    assert round_to_unit(without_noise(noisy), 1, RoundingMode.UP) == 368_720_000


def test_a_unit_is_at_least_one() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Rounding(0)


class TestSplitByWeights:
    def test_gives_the_remainder_to_the_last(self) -> None:
        by_age = [Decimal(2) ** (Decimal(-days) / 7) for days in (20, 9, 3, 0)]
        assert split_by_weights(3_000_000, by_age) == [180_708, 537_062, 972_859, 1_309_371]
        assert split_by_weights(3_000_000, [40, 10, 10, 40]) == [1_200_000, 300_000, 300_000, 1_200_000]

    @given(st.integers(0, 10**15), st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
    def test_loses_nothing_and_gives_nothing_negative(self, total: int, weights: list[int]) -> None:
        shares = split_by_weights(total, weights)
        assert sum(shares) == total
        assert min(shares) >= 0

    @pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
    def test_refuses_weights_that_share_nothing(self, weights: list[int]) -> None:
        with pytest.raises(NoWeightError):
            split_by_weights(100, weights)
