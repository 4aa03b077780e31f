"""What makes a customer's data acceptable, whoever enters it."""

import re
from datetime import date
from typing import Any

from app.shared.text import Message, msg

_CCCD = re.compile(r"\d{12}")
_PASSPORT = re.compile(r"[A-Z]\d{7,8}")


def identity_is_complete(customer: Any) -> tuple[str, Message] | None:
    """Require birth, number and phone; a migrated book may lack them until somebody edits the customer."""
    for name in ("born_on", "id_no", "phone"):
        if not getattr(customer, name):
            return name, msg("Please fill in this field.")
    return None


def identity_number_fits_its_type(customer: Any) -> tuple[str, Message] | None:
    """Check the form of the number against the kind of document."""
    number = customer.id_no
    if not number:
        return None
    if customer.id_type in (None, "cccd") and not _CCCD.fullmatch(number):
        return "id_no", msg("A citizen identity number has exactly 12 digits.")
    if customer.id_type == "passport" and not _PASSPORT.fullmatch(number):
        return "id_no", msg("A passport number is one letter and 7 or 8 digits.")
    return None


def is_of_age(customer: Any) -> tuple[str, Message] | None:
    """Refuse a person who was not yet 18 when the identity document was issued or the record was made."""
    if customer.born_on is None or customer.created_at is None:
        return None
    if age_on(customer.born_on, customer.created_at.date()) < 18:
        return "born_on", msg("A customer must be at least 18 years old.")
    return None


def age_on(born_on: date, day: date) -> int:
    """Return the full years of age on a day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
