"""Reading a foreign loan book: encoding, headings and rows, before any value is looked at."""

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from charset_normalizer import from_bytes

from app.servicing.book_import.mapping import OPTIONAL_COLUMNS, Mapping
from app.shared.errors import InvalidInput
from app.shared.text import msg


@dataclass(frozen=True)
class Book:
    """A file read whole: its digest, and its rows as our column name → text, with the line they stand on."""

    digest: str
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_book(path: Path, mapping: Mapping) -> Book:
    """Return the rows of a CSV file in UTF-8.

    Raises InvalidInput for a file that cannot be read as such, naming the encoding it seems to have, and for
    headings that are missing or stand there twice.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InvalidInput(msg("The file cannot be opened: {reason}", reason=error.strerror or str(error))) from None
    text = _text(content)
    if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(","):
        raise InvalidInput(msg("Line {line} is not CSV: {reason}", line=1, reason="semicolons stand for the commas"))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        headings = next(reader, [])
        places = _places(headings, mapping)
        rows = tuple(_rows(reader, headings, places))
    except csv.Error as error:
        raise InvalidInput(msg("Line {line} is not CSV: {reason}", line=reader.line_num, reason=str(error))) from None
    return Book(hashlib.sha256(content).hexdigest(), rows)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        guess = from_bytes(content).best()
        raise InvalidInput(
            msg(
                "The file is not UTF-8: line {line} cannot be read. It looks like {encoding}; save it as UTF-8.",
                line=line,
                encoding=guess.encoding if guess else "?",
            )
        ) from None


def _places(headings: list[str], mapping: Mapping) -> dict[str, int]:
    places = {}
    missing = []
    for name, heading in mapping.columns.items():
        if headings.count(heading) > 1:
            raise InvalidInput(msg("The column {name} stands in the file twice.", name=heading or "(no heading)"))
        if heading in headings:
            places[name] = headings.index(heading)
        elif name not in OPTIONAL_COLUMNS:
            missing.append(heading or "(no heading)")
    if missing:
        raise InvalidInput(msg("The file lacks the columns {names}.", names=", ".join(missing)))
    return places


def _rows(reader: Any, headings: list[str], places: dict[str, int]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row with the line it begins on: a quoted cell may run over several lines."""
    before = reader.line_num
    for cells in reader:
        number, before = before + 1, reader.line_num
        if not any(cells):
            continue
        # A short or long row is passed on with what it lacks left empty; its columns are refused one by one.
        fits = len(cells) == len(headings)
        yield number, {name: cells[at].strip() if fits and at < len(cells) else "" for name, at in places.items()}
