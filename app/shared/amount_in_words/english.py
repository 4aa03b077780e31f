"""Whole numbers read aloud in English, as receipts write them."""

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = (("quintillion", 18), ("quadrillion", 15), ("trillion", 12), ("billion", 9), ("million", 6), ("thousand", 3))


def number_in_words(number: int) -> str:
    """Return `number` (>= 0) in lower-case words."""
    if number == 0:
        return _SMALL[0]
    words: list[str] = []
    for name, power in _SCALES:
        group, number = divmod(number, 10**power)
        if group:
            words += [_below_thousand(group), name]
    if number:
        words.append(_below_thousand(number))
    return " ".join(words)


def _below_thousand(number: int) -> str:
    """Return the words of 1 to 999."""
    hundreds, rest = divmod(number, 100)
    words = [f"{_SMALL[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        words.append(_TENS[tens] + (f"-{_SMALL[ones]}" if ones else ""))
    elif rest:
        words.append(_SMALL[rest])
    return " ".join(words)
