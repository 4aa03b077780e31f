"""Telephone numbers: read as people type them, kept in E.164."""

import unicodedata

import phonenumbers

from app.shared.errors import InvalidInput
from app.shared.text import msg


def normalise_phone(text: str, region: str = "VN") -> str:
    """Return `+84912345678` for `0912 345 678`; raises InvalidInput for what is no number of the region."""
    plain = unicodedata.normalize("NFKC", text)
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise InvalidInput(msg("This is not a telephone number; write it as 0912 345 678 or +84 912 345 678."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
