"""Amounts in words for receipts and vouchers, in Vietnamese and English."""

from app.shared.amount_in_words import english, vietnamese
from app.shared.amount_in_words.currency_names import CURRENCY_NAMES
from app.shared.money import Currency

_READERS = {"vi": (vietnamese.number_in_words, "và"), "en": (english.number_in_words, "and")}


def amount_in_words(minor: int, currency: Currency, language: str) -> str:
    """Return `minor` units (>= 0) of `currency` as a sentence part with a capital: "Một trăm nghìn đồng".

    `language` is "vi" or another code, which reads English. A currency without a name here is called by its code, its
    decimals by their fraction ("05/100"). Raises ValueError for a negative amount.
    """
    if minor < 0:
        raise ValueError("a receipt states no negative amount")
    language = language if language in _READERS else "en"
    read, joiner = _READERS[language]
    whole, part = divmod(minor, 10**currency.exponent)
    major_names, minor_names = CURRENCY_NAMES[language].get(currency.code, ((currency.code, currency.code), ("", "")))
    words = f"{read(whole)} {major_names[whole != 1]}"
    if part and minor_names[0]:
        words += f" {joiner} {read(part)} {minor_names[part != 1]}"
    elif part:
        words += f" {joiner} {part:0{currency.exponent}d}/{10**currency.exponent}"
    return words[0].upper() + words[1:]
