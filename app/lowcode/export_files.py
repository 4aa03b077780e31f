"""Export files: rows written as CSV or XLSX in constant memory, with no cell that a spreadsheet would run."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

from app.shared.field import FieldFacts, FieldKind

MIME_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# The full-width forms are formulas too where Excel runs in an East Asian language.
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FIRST_SPREADSHEET_YEAR = 1900
_LONGEST_EXACT = 15  # digits that a spreadsheet keeps of a number
_LONGEST_TEXT = 32_000  # characters that a spreadsheet keeps of a text


@dataclass(frozen=True)
class Sheet:
    """What a file says beside its rows; `made_by` names the person and the time."""

    title: str
    labels: Sequence[str]
    columns: Sequence[FieldFacts]
    made_by: str


def harmless(value: Any) -> Any:
    """Return the value with an apostrophe before a text that a spreadsheet would take for a formula."""
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.strip(" \u00a0\ufeff").startswith(_STARTS_FORMULA):
        return f"'{value}"
    return value


def write_csv(file: IO[bytes], sheet: Sheet, rows: Iterable[Sequence[Any]]) -> int:
    """Write UTF-8 with the mark by which Excel knows it; returns the number of rows."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([harmless(label) for label in sheet.labels])
    count = 0
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
        count += 1
    text.flush()
    text.detach()
    return count


def _csv_cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:f}" if isinstance(value, Decimal) else harmless(value)


def write_xlsx(file: IO[bytes], sheet: Sheet, rows: Iterable[Sequence[Any]]) -> int:
    """Write one sheet, each row on disk before the next; returns the number of rows."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": sheet.title, "author": sheet.made_by})
    page = book.add_worksheet()
    page.set_footer("&L" + sheet.made_by.replace("&", "&&"))
    head = book.add_format({"bold": True, "bottom": 1})
    formats = {
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        int: book.add_format({"num_format": "#,##0"}),
        Decimal: book.add_format({"num_format": "#,##0.00####"}),
    }
    for index, (label, facts) in enumerate(zip(sheet.labels, sheet.columns, strict=True)):
        page.set_column(index, index, 18 if facts.kind in (FieldKind.MONEY, FieldKind.TIMESTAMP) else 24)
        page.write_string(0, index, harmless(label), head)
    page.freeze_panes(1, 0)
    count = 0
    try:
        for count, row in enumerate(rows, start=1):
            for index, value in enumerate(row):
                _write_cell(page, count, index, value, formats)
    finally:
        book.close()  # also frees the temporary file of a refused export
    return count


def _write_cell(page: Any, row: int, column: int, value: Any, formats: Mapping[type, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, (int, Decimal)) and len(Decimal(value).as_tuple().digits) <= _LONGEST_EXACT:
        page.write_number(row, column, value, formats[type(value)])
    elif isinstance(value, date) and value.year >= _FIRST_SPREADSHEET_YEAR:
        page.write_datetime(row, column, value, formats[type(value)])
    else:
        page.write_string(row, column, str(harmless(value))[:_LONGEST_TEXT])


WRITERS: Mapping[str, Callable[[IO[bytes], Sheet, Iterable[Sequence[Any]]], int]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
}
