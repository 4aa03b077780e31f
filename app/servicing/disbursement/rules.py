"""Pure rules of payouts."""

import unicodedata
from typing import Any

from app.shared.text import Message, msg


def plain_name(name: str) -> str:
    """Return a name as banks print it: capitals without accents, single blanks."""
    letters = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).upper().split())


def account_is_the_payees(disbursement: Any) -> tuple[str, Message] | None:
    """Refuse a transfer to an account in another name than the payee's, or without an account."""
    if disbursement.method == "cash":
        return None
    if not (disbursement.account_no and disbursement.account_name and disbursement.bank):
        return "account_no", msg("A transfer needs an account number, its name and the bank.")
    if plain_name(disbursement.account_name) != plain_name(disbursement.payee_name or ""):
        return "account_name", msg("The account must be in the payee's name.")
    return None
