"""Numbers, money and dates in the three languages, written and read back."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.shared import formatting


@pytest.mark.parametrize(
    ("locale", "currency", "exponent", "amount", "text"),
    [
        ("vi", "VND", 0, 1_234_568, "1.234.568\u00a0₫"),
        ("en", "VND", 0, 1_234_568, "₫1,234,568"),
        ("zh", "VND", 0, 1_234_568, "₫1,234,568"),
        ("en", "USD", 2, 123_456, "$1,234.56"),
        ("vi", "USD", 2, -5, "-0,05\u00a0US$"),
    ],
)
def test_money_is_written_as_the_language_does(
    locale: str, currency: str, exponent: int, amount: int, text: str
) -> None:
    assert formatting.format_money(amount, locale=locale, currency=currency, exponent=exponent) == text


@pytest.mark.parametrize(
    ("locale", "text", "number"),
    [("vi", "1.234,56", "1234.56"), ("vi", "12,5", "12.5"), ("en", "1,234.56", "1234.56"), ("zh", "-3", "-3")],
)  # fmt: skip
def test_a_number_is_read_in_the_language_of_the_reader(locale: str, text: str, number: str) -> None:
    assert formatting.parse_number(text, locale=locale) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["", "1.2.3", "1,234.56", "1e5", "Infinity", "NaN", "١٢", "１２", "12.34", "1" * 19, "--1"]
)
def test_anything_else_is_no_number_in_vietnamese(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        formatting.parse_number(text, locale="vi")


def test_money_finer_than_the_minor_unit_is_refused() -> None:
    assert formatting.parse_money("1.234,56", locale="vi", exponent=2) == 123_456
    with pytest.raises(ValueError, match="0,5"):
        formatting.parse_money("0,5", locale="vi", exponent=0)


@pytest.mark.parametrize(("locale", "text"), [("vi", "22/11/2026"), ("zh", "2026/11/22"), ("en", "2026-11-22")])
def test_a_date_is_read_in_iso_or_the_languages_own_order(locale: str, text: str) -> None:
    assert formatting.parse_day(text, locale=locale) == date(2026, 11, 22)


@pytest.mark.parametrize("text", ["2026-13-01", "2026-02-30", "02/11/2026", "tomorrow", "２０２６-11-22", ""])
def test_a_date_that_readers_could_take_two_ways_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        formatting.parse_day(text, locale="en")


@pytest.mark.parametrize(("locale", "text"), [("vi", "02/11/2026"), ("en", "Nov 2, 2026"), ("zh", "2026年11月2日")])
def test_a_day_is_shown_as_its_reader_writes_it(locale: str, text: str) -> None:
    assert formatting.format_day(date(2026, 11, 2), locale=locale) == text


def test_an_instant_is_shown_on_the_lenders_day() -> None:
    late = datetime(2026, 11, 22, 18, 5, tzinfo=UTC)
    shown = formatting.format_instant(late, locale="en", timezone="Asia/Ho_Chi_Minh")
    assert shown == "Nov 23, 2026 01:05"
