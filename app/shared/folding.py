"""Folding: text as a Vietnamese types it in a hurry, without marks and capitals, and the search of a column for it."""

import re
import unicodedata
from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

_LETTERS = "aăâdđeêioôơuưy"
_MARKS = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook above, dot below
_GLOB_SIGNS = "*?["


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def _marked() -> str:
    """Return every composed Vietnamese letter that has a mark, in both cases."""
    small = {unicodedata.normalize("NFC", letter + mark) for letter in _LETTERS for mark in ("", *_MARKS)}
    single = {each for each in small if len(each) == 1 and not each.isascii()}
    return "".join(sorted(single | {each.upper() for each in single}))


_FROM = _marked()
_TO = _bare(_FROM)
_TABLE = str.maketrans(_FROM, _TO, _MARKS)
_SPELLINGS = {
    letter: letter + letter.upper() + "".join(marked for marked, bare in zip(_FROM, _TO, strict=True) if bare == letter)
    for letter in "abcdefghijklmnopqrstuvwxyz"
}


def fold(text: str) -> str:
    """Return the text in small letters without the marks of Vietnamese: `Nguyễn Đức` gives `nguyen duc`."""
    return text.lower() if text.isascii() else text.translate(_TABLE).lower()


class _LooksLike(FunctionElement[bool]):
    """A column, a GLOB pattern and a regular expression: each database takes the one it knows."""

    type = Boolean()
    inherit_cache = True


@compiles(_LooksLike, "sqlite")
def _on_sqlite(element: _LooksLike, compiler: Any, **kwargs: Any) -> str:
    column, glob, _ = element.clauses
    return f"({compiler.process(column, **kwargs)} GLOB {compiler.process(glob, **kwargs)})"


@compiles(_LooksLike)
def _elsewhere(element: _LooksLike, compiler: Any, **kwargs: Any) -> str:
    column, _, expression = element.clauses
    return f"({compiler.process(column, **kwargs)} ~ {compiler.process(expression, **kwargs)})"


def matches_folded(column: Any, text: str) -> ColumnElement[bool]:
    """Match a text anywhere in a column, whatever the case and the marks of either."""
    letters = fold(text)
    spelt = [f"[{_SPELLINGS[c]}]" if c in _SPELLINGS else None for c in letters]
    glob = (each or (f"[{c}]" if c in _GLOB_SIGNS else c) for c, each in zip(letters, spelt, strict=True))
    expression = (each or re.escape(c) for c, each in zip(letters, spelt, strict=True))
    return _LooksLike(column, literal(f"*{''.join(glob)}*"), literal("".join(expression)))
