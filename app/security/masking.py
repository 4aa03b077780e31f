"""Masking: the one place that decides how a sensitive value looks to someone who has not revealed it."""

from typing import Any

from app.shared.field import Mask
from app.shared.text import msg

_DOTS = "••••"
_BANDS = (5, 10, 15, 20, 30, 50, 80, 120)  # millions a month


def masked(value: Any, mask: Mask | None) -> Any:
    """Return the value as those see it who may not see it whole; unchanged where the field has no mask."""
    if mask is None or value is None or value == "":
        return value
    text = str(value)
    if mask is Mask.PHONE:
        local = f"0{text[3:]}" if text.startswith("+84") else text
        return f"{local[:2]}•• ••• {local[-3:]}"
    if mask is Mask.IDENTITY:
        return f"{_DOTS * 2}{text[-4:]}"
    if mask is Mask.ACCOUNT:
        return f"{_DOTS}{text[-4:]}"
    if mask is Mask.ADDRESS:
        return ", ".join(part.strip() for part in text.split(",")[-2:]) if "," in text else _DOTS
    if mask is Mask.FILE:
        return _DOTS
    if mask is Mask.DATE:
        return f"••/••/{text[:4]}"
    if mask is Mask.AMOUNT:
        return _band(int(value))
    return f"{text[:1]}{_DOTS}"


def _band(amount: int) -> str:
    """Return the band of an income in millions, in the reader's words: `10–15 million`."""
    millions = amount / 1_000_000
    lower = max((band for band in _BANDS if band <= millions), default=0)
    upper = min((band for band in _BANDS if band > millions), default=None)
    return str(
        msg("{lower}–{upper} million", lower=lower, upper=upper) if upper else msg("over {lower} million", lower=lower)
    )
