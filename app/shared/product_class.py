"""ProductClass: the kinds of product a lender offers; limits, rules and ledgers differ by it."""

from enum import StrEnum


class ProductClass(StrEnum):
    """Only the first three carry a loan ledger; the others stand in the catalogue for cross-selling."""

    UNSECURED = "unsecured"
    SECURED = "secured"
    USED_CAR = "used_car"
    OVERDRAFT = "overdraft"
    CARD = "card"
    PLEDGE = "pledge"
    DEPOSIT = "deposit"
    SERVICE = "service"

    __labels__ = {
        "unsecured": "Unsecured loan",
        "secured": "Secured loan",
        "used_car": "Used-car loan",
        "card": "Credit card",
        "pledge": "Pledge of savings",
    }
