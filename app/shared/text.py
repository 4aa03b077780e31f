"""Text shown to people: an English message id with parameters, translated only when it is rendered."""

from collections.abc import Callable
from typing import Any

Translator = Callable[[str, dict[str, Any]], str]


def _in_english(msgid: str, params: dict[str, Any]) -> str:
    return msgid.format(**params) if params else msgid


_translator: Translator = _in_english


def use_translator(translator: Translator) -> None:
    """Let `translator(msgid, params)` render every message from now on; the web application sets it once."""
    global _translator
    _translator = translator


class Message:
    """A text in the reader's language, whoever the reader turns out to be: `str()` translates it."""

    __slots__ = ("msgid", "params")

    def __init__(self, msgid: str, params: dict[str, Any] | None = None) -> None:
        self.msgid = msgid
        self.params = params or {}

    def __str__(self) -> str:
        return _translator(self.msgid, self.params)

    def __repr__(self) -> str:
        return f"Message({self.msgid!r}, {self.params!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.msgid, self.params) == (other.msgid, other.params)

    def __hash__(self) -> int:
        return hash(self.msgid)


def msg(msgid: str, **params: Any) -> Message:
    """Return the message `msgid`; `{name}` in it is replaced by the parameter of that name, formatted by locale."""
    return Message(msgid, params)


def humanise(name: str) -> str:
    """Return a code name as words: `credit_analysis` and `CreditAnalysis` give `Credit analysis`."""
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in name).replace("_", " ").split()
    return " ".join(words).capitalize()
