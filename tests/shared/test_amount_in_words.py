"""Amounts in words, as a receipt states them."""

import pytest

from app.shared.amount_in_words import amount_in_words, amount_on_paper
from app.shared.money import Currency

VND, USD, THB, CNY = Currency("VND", 0), Currency("USD", 2), Currency("THB", 2), Currency("CNY", 2)


@pytest.mark.parametrize(
    ("minor", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (14, "Mười bốn đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (55, "Năm mươi lăm đồng"),
        (101, "Một trăm lẻ một đồng"),
        (110, "Một trăm mười đồng"),
        (1_005, "Một nghìn không trăm lẻ năm đồng"),
        (1_000_000, "Một triệu đồng"),
        (1_000_001, "Một triệu không trăm lẻ một đồng"),
        (4_726_000, "Bốn triệu bảy trăm hai mươi sáu nghìn đồng"),
        (2_000_050_000, "Hai tỷ không trăm năm mươi nghìn đồng"),
        (1_000_000_000_000, "Một nghìn tỷ đồng"),
    ],
)
def test_vietnamese(minor: int, words: str) -> None:
    assert amount_in_words(minor, VND, "vi") == words


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [
        (4_726_000, VND, "Four million seven hundred twenty-six thousand dong"),
        (100, USD, "One US dollar"),
        (1_213, USD, "Twelve US dollars and thirteen cents"),
        (101, USD, "One US dollar and one cent"),
        (30_000_000_000, VND, "Thirty billion dong"),
        (105, THB, "One THB and 05/100"),
    ],
)
def test_english(minor: int, currency: Currency, words: str) -> None:
    assert amount_in_words(minor, currency, "en") == words


def test_vietnamese_cents() -> None:
    assert amount_in_words(150, USD, "vi") == "Một đô la Mỹ và năm mươi xu"


def test_another_language_reads_english() -> None:
    assert amount_in_words(1, VND, "fr") == "One dong"


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [
        (0, VND, "零越南盾整"),
        (10, VND, "壹拾越南盾整"),
        (1_005, VND, "壹仟零伍越南盾整"),
        (1_234_567, VND, "壹佰贰拾叁万肆仟伍佰陆拾柒越南盾整"),
        (2_005_000, VND, "贰佰万伍仟越南盾整"),
        (10_000_400, VND, "壹仟万零肆佰越南盾整"),
        (100_000_005, VND, "壹亿零伍越南盾整"),
        (150_000_000, VND, "壹亿伍仟万越南盾整"),
        (12_000_300_000_000, VND, "壹拾贰万零叁亿越南盾整"),
        (150, USD, "壹美元伍拾美分"),
        (105, USD, "壹美元零伍美分"),
        (105, THB, "壹THB又05/100"),
        (0, CNY, "人民币零元整"),
        (100_000, CNY, "人民币壹仟元整"),
        (150, CNY, "人民币壹元伍角整"),
        (105, CNY, "人民币壹元零伍分"),
        (156, CNY, "人民币壹元伍角陆分"),
        (5, CNY, "人民币伍分"),
    ],
)
def test_chinese(minor: int, currency: Currency, words: str) -> None:
    assert amount_in_words(minor, currency, "zh") == words


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        amount_in_words(-1, VND, "vi")


@pytest.mark.parametrize(
    ("currency", "words"), [(VND, "Một đồng"), (CNY, "人民币壹分"), (USD, "Zero US dollars and one cent")]
)
def test_papers_speak_the_language_of_their_money(currency: Currency, words: str) -> None:
    assert amount_on_paper(1, currency) == words
