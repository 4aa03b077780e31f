"""Amounts as text: what is read, what is refused, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.shared.money import (
    LARGEST_MINOR_AMOUNT,
    AmountOutOfRangeError,
    Currency,
    NotAPlainNumberError,
    TooManyDecimalsError,
    format_major,
    parse_major,
)


@pytest.mark.parametrize(
    ("text", "exponent", "minor"),
    [("50000000", 0, 50_000_000), ("100.50", 2, 10_050), ("100.5", 2, 10_050), ("0.01", 2, 1), ("007", 0, 7)],
)
def test_parse_major(text: str, exponent: int, minor: int) -> None:
    assert parse_major(text, exponent) == minor


@pytest.mark.parametrize(
    "text",
    ["", " 5", "5 ", "NaN", "Infinity", "-Infinity", "1e5", "1E400", "٥", "５", "1,000", "1_000", "+5", ".5", "5."],
)
def test_only_plain_ascii_numbers_are_read(text: str) -> None:
    with pytest.raises(NotAPlainNumberError):
        parse_major(text, 2)


def test_more_decimals_than_the_currency_has_are_refused() -> None:
    with pytest.raises(TooManyDecimalsError):
        parse_major("1.005", 2)
    with pytest.raises(TooManyDecimalsError):
        parse_major("1.0", 0)


def test_amounts_that_cannot_be_stored_are_refused() -> None:
    assert parse_major("999999999999999.99", 2) == LARGEST_MINOR_AMOUNT
    with pytest.raises(AmountOutOfRangeError):
        parse_major("1000000000000000.00", 2)


def test_negative_amounts_are_read_only_where_allowed() -> None:
    assert parse_major("-0.05", 2, negative_allowed=True) == -5
    with pytest.raises(AmountOutOfRangeError):
        parse_major("-0.05", 2)


@given(st.integers(-LARGEST_MINOR_AMOUNT, LARGEST_MINOR_AMOUNT), st.integers(0, 4))
def test_format_is_the_inverse_of_parse(minor: int, exponent: int) -> None:
    assert parse_major(format_major(minor, exponent), exponent, negative_allowed=True) == minor


@pytest.mark.parametrize(("code", "exponent"), [("vnd", 0), ("VN", 0), ("VND", 5), ("VND", -1)])
def test_a_currency_is_a_code_and_its_decimals(code: str, exponent: int) -> None:
    with pytest.raises(ValueError, match="three capital letters"):
        Currency(code, exponent)
