"""Amounts in the capital numerals of Chinese receipts, which cannot be altered by a stroke."""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_SCALES = (("亿", 10**8), ("万", 10**4))


def number_in_words(number: int) -> str:
    """Return `number` (>= 0) in capital numerals: 1005000 is 壹佰万伍仟."""
    if number == 0:
        return _DIGITS[0]
    for name, size in _SCALES:
        if number >= size:
            high, low = divmod(number, size)
            gap = _DIGITS[0] if 0 < low < size // 10 else ""
            return number_in_words(high) + name + gap + (number_in_words(low) if low else "")
    return _below_ten_thousand(number)


def yuan_in_words(whole: int, hundredths: int) -> str:
    """Return an amount of renminbi, whose hundredths are read as 角 and 分; 整 closes what has no 分."""
    tens, ones = divmod(hundredths, 10)
    words = f"{number_in_words(whole)}元" if whole or not hundredths else ""
    if tens:
        words += f"{_DIGITS[tens]}角"
    elif ones and whole:
        words += _DIGITS[0]
    return f"人民币{words}" + (f"{_DIGITS[ones]}分" if ones else "整")


def amount_in_words(whole: int, part: int, major: str, minor: str, fraction: str) -> str:
    """Return an amount of another currency; `fraction` ("05/100") stands for a part whose unit has no name."""
    words = f"{number_in_words(whole)}{major}"
    if not part:
        return f"{words}整"
    if not minor:
        return f"{words}又{fraction}"
    return words + (_DIGITS[0] if part < 10 else "") + number_in_words(part) + minor


def _below_ten_thousand(number: int) -> str:
    """Return the words of 1 to 9999; any run of zeros between two digits is read once."""
    words, gap = "", ""
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            words += gap + _DIGITS[digit] + _PLACES[power]
            gap = ""
        elif words:
            gap = _DIGITS[0]
    return words
