"""Exports: the rows that a list shows, as CSV or XLSX, masked as on screen and harmless to a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import xlsxwriter
from sqlalchemy.orm import Session, scoped_session

from app.lowcode.language import conventions
from app.lowcode.screens.display import cell
from app.lowcode.screens.listing import Listing, ordered
from app.shared.errors import BadRequest
from app.shared.field import FieldFacts, FieldKind
from app.shared.text import msg

ROW_LIMITS = {"csv": 200_000, "xlsx": 50_000}
MIME_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_BATCH = 2_000
_MEMORY_BYTES = 8 * 1024 * 1024
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_export(
    session: Session | scoped_session[Any], listing: Listing, kind: str, exponent: int
) -> tuple[IO[bytes], int]:
    """Return the open file, at its beginning, and its number of rows; raises BadRequest when they are too many."""
    file: IO[bytes] = SpooledTemporaryFile(max_size=_MEMORY_BYTES)  # noqa: SIM115 - the caller sends and closes it
    rows = _rows(session, listing, kind, exponent)
    header = [str(facts.label) for facts in listing.columns]
    with closing_on_failure(file):
        count = _write_csv(file, header, rows) if kind == "csv" else _write_xlsx(file, header, rows, listing.columns)
        file.seek(0)
    return file, count


@contextmanager
def closing_on_failure(file: IO[bytes]) -> Iterator[None]:
    """Close the file when the block fails; otherwise the response that sends it does."""
    try:
        yield
    except BaseException:
        file.close()
        raise


def harmless(value: Any) -> Any:
    """Return the value with a quote before a text that a spreadsheet would take for a formula."""
    if isinstance(value, str) and value.lstrip().startswith(_STARTS_FORMULA):
        return f"'{value}"
    return value


def _rows(session: Session | scoped_session[Any], listing: Listing, kind: str, exponent: int) -> Iterator[list[Any]]:
    limit = ROW_LIMITS[kind]
    statement = ordered(listing).limit(limit + 1).execution_options(yield_per=_BATCH)
    for number, record in enumerate(session.scalars(statement), start=1):
        if number > limit:
            raise BadRequest(msg("An export holds at most {limit} rows: narrow the list with a filter.", limit=limit))
        yield [
            harmless(_plain(cell(record, facts, listing.principal).raw, facts, exponent)) for facts in listing.columns
        ]


def _plain(raw: Any, facts: FieldFacts, exponent: int) -> Any:
    if raw is None or isinstance(raw, (bool, str)):
        return raw
    if facts.kind is FieldKind.MONEY and isinstance(raw, int):
        return Decimal(raw).scaleb(-exponent) if exponent else raw
    if isinstance(raw, datetime):
        return raw.astimezone(conventions().zone).replace(tzinfo=None, microsecond=0)
    return raw


def _write_csv(file: IO[bytes], header: list[str], rows: Iterator[list[Any]]) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")  # the mark tells Excel that this is UTF-8
    writer = csv.writer(text)
    writer.writerow([harmless(label) for label in header])
    count = 0
    for row in rows:
        writer.writerow(["" if value is None else value for value in row])
        count += 1
    text.flush()
    text.detach()
    return count


def _write_xlsx(file: IO[bytes], header: list[str], rows: Iterator[list[Any]], columns: tuple[FieldFacts, ...]) -> int:
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True, "bottom": 1})
    formats = {
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "number": book.add_format({"num_format": "#,##0.######"}),
        "whole": book.add_format({"num_format": "#,##0"}),
    }
    for index, (label, facts) in enumerate(zip(header, columns, strict=True)):
        sheet.set_column(index, index, 18 if facts.kind in (FieldKind.MONEY, FieldKind.TIMESTAMP) else 22)
        sheet.write_string(0, index, label, head)
    sheet.freeze_panes(1, 0)
    count = 0
    for row in rows:
        count += 1
        for index, value in enumerate(row):
            _write_cell(sheet, count, index, value, formats)
    book.close()
    return count


def _write_cell(sheet: Any, row: int, column: int, value: Any, formats: dict[Any, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, Decimal)):
        sheet.write_number(row, column, value, formats["whole" if isinstance(value, int) else "number"])
    elif isinstance(value, (datetime, date)):
        sheet.write_datetime(row, column, value, formats[datetime if isinstance(value, datetime) else date])
    else:
        sheet.write_string(row, column, str(value))
