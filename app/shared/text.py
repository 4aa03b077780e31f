"""Text shown to people: an English message id with parameters, translated only when it is rendered."""

import json
from collections.abc import Callable
from decimal import Decimal
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

    @property
    def in_english(self) -> str:
        """The text as records keep it that no reader has yet: the audit, a log."""
        return _in_english(self.msgid, self.params)

    def __repr__(self) -> str:
        return f"Message({self.msgid!r}, {self.params!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.msgid, self.params) == (other.msgid, other.params)

    def __hash__(self) -> int:
        return hash(self.msgid)


_WITH_PARAMS = '["'  # how a stored message with parameters begins: a JSON list of its id and them


def stored_message(message: Message | str) -> str:
    """Return a message as a column keeps it; one without parameters is its own text, as is what a person typed."""
    if isinstance(message, str) or not message.params:
        return str(getattr(message, "msgid", message))
    params = {name: _storable(value) for name, value in message.params.items()}
    return json.dumps([message.msgid, params], ensure_ascii=False)


def _storable(value: Any) -> Any:
    if isinstance(value, Message):
        return value.in_english
    return str(value) if isinstance(value, Decimal) or not isinstance(value, (int, str, type(None))) else value


def message_from(stored: str) -> Message:
    """Return the message that `stored_message` kept."""
    if not stored.startswith(_WITH_PARAMS):
        return Message(stored)
    try:
        msgid, params = json.loads(stored)
    except ValueError:  # a person may begin a text like this
        return Message(stored)
    return Message(msgid, params)


def msg(msgid: str, **params: Any) -> Message:
    """Return the message `msgid`; `{name}` in it is replaced by the parameter of that name, formatted by locale."""
    return Message(msgid, params)


def humanise(name: str) -> str:
    """Return a code name as words: `credit_analysis` and `CreditAnalysis` give `Credit analysis`."""
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in name).replace("_", " ").split()
    return " ".join(words).capitalize()
