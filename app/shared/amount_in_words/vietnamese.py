"""Whole numbers read aloud in Vietnamese, as receipts write them."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 10**9


def number_in_words(number: int) -> str:
    """Return `number` (>= 0) in lower-case words."""
    if number == 0:
        return _DIGITS[0]
    return " ".join(_read(number, leading=True))


def _read(number: int, *, leading: bool) -> list[str]:
    """Return the words of `number`; a part that is not `leading` also says its empty hundreds."""
    if number >= _BILLION:
        billions, rest = divmod(number, _BILLION)
        return [*_read(billions, leading=leading), "tỷ", *_read(rest, leading=False)]
    words: list[str] = []
    for size, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group, number = divmod(number, size)
        if group:
            words += _group(group, leading=leading and not words)
            words += [name] if name else []
    return words


def _group(group: int, *, leading: bool) -> list[str]:
    """Return the words of three digits."""
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or not leading else []
    if tens == 0:
        return words + (([] if not words else ["lẻ"]) + [_DIGITS[ones]] if ones else [])
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    return words + ([_ones_after_tens(tens, ones)] if ones else [])


def _ones_after_tens(tens: int, ones: int) -> str:
    """Return the last digit, whose sound changes after a ten: hai mươi mốt, hai mươi tư, mười lăm."""
    if ones == 5:
        return "lăm"
    return {1: "mốt", 4: "tư"}.get(ones, _DIGITS[ones]) if tens > 1 else _DIGITS[ones]
