"""Which passwords are accepted, on every path that sets one."""

from flask_appbuilder.exceptions import PasswordComplexityValidationError

from app.shared.text import msg

LENGTH_MIN = 12
_DISTINCT_MIN = 5
_COMMON = ("password", "123456", "qwerty", "abcdef", "matkhau", "lendboard", "letmein", "iloveyou")


def check_password(password: str) -> None:
    """Accept a password by its length and rarity; raises PasswordComplexityValidationError, which FAB's forms show."""
    plain = password.casefold()
    if len(password) < LENGTH_MIN:
        raise PasswordComplexityValidationError(str(msg("Use at least {length} characters.", length=LENGTH_MIN)))
    # What is left once the guessable words are taken out must be worth guessing.
    for word in _COMMON:
        plain = plain.replace(word, "")
    if len(set(plain)) < _DISTINCT_MIN:
        raise PasswordComplexityValidationError(str(msg("This password is easily guessed: choose another.")))
