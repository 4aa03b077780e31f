"""Amounts in words for receipts and vouchers, in Vietnamese, Chinese and English."""

from app.shared.amount_in_words import chinese, english, vietnamese
from app.shared.amount_in_words.currency_names import CURRENCY_NAMES, HOME_LANGUAGES
from app.shared.money import Currency

_READERS = {"vi": (vietnamese.number_in_words, "và"), "en": (english.number_in_words, "and")}


def amount_in_words(minor: int, currency: Currency, language: str) -> str:
    """Return `minor` units (>= 0) of `currency` as a sentence part with a capital: "Một trăm nghìn đồng".

    `language` is "vi", "zh" (in capital numerals: 壹拾万越南盾整) or another code, which reads English. A currency
    without a name here is called by its code, its decimals by their fraction ("05/100"). Raises ValueError for a
    negative amount.
    """
    if minor < 0:
        raise ValueError("a receipt states no negative amount")
    language = language if language in CURRENCY_NAMES else "en"
    whole, part = divmod(minor, 10**currency.exponent)
    major_names, minor_names = CURRENCY_NAMES[language].get(currency.code, ((currency.code, currency.code), ("", "")))
    fraction = f"{part:0{currency.exponent}d}/{10**currency.exponent}"
    if language == "zh":
        if currency.code == "CNY":
            return chinese.yuan_in_words(whole, part)
        return chinese.amount_in_words(whole, part, major_names[0], minor_names[0], fraction)
    read, joiner = _READERS[language]
    words = f"{read(whole)} {major_names[whole != 1]}"
    if part and minor_names[0]:
        words += f" {joiner} {read(part)} {minor_names[part != 1]}"
    elif part:
        words += f" {joiner} {fraction}"
    return words[0].upper() + words[1:]


def amount_on_paper(minor: int, currency: Currency) -> str:
    """Return the amount in words as a receipt or voucher states it: in the language of the currency's country."""
    return amount_in_words(minor, currency, HOME_LANGUAGES.get(currency.code, "en"))
