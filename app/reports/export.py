"""Exports of reports: CSV and XLSX with the figures, the filters they were asked with and what each one means."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import IO, Any

import xlsxwriter
from flask_babel import gettext

from app.audit.listener import record_event
from app.extensions import db, writing
from app.lowcode.export_files import MIME_TYPES, harmless
from app.reports.catalog import DIMENSIONS
from app.reports.filters import COMPARISON_LABELS, Filters
from app.reports.present import currency, dimension_value, plain, read_at
from app.reports.result import ReportResult

Titled = Sequence[tuple[str, ReportResult]]
_SHEET_NAME_MAX = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def note_export(page: str, kind: str, filters: Filters, results: Sequence[ReportResult]) -> None:
    """Audit that the reader took figures out, before the file leaves."""
    session = db.session()
    session.rollback()  # the figures were read in a transaction that may not write
    with writing():
        rows = sum(len(result.frame) for result in results)
        record_event(session, f"{page}.export", changes={"kind": kind, "rows": rows, "filters": filters.query()})
        session.commit()


def write_csv(results: Titled) -> IO[bytes]:
    """Return a CSV file: each table under its title, then the filters and the definitions."""
    file = io.BytesIO()
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")  # the mark tells Excel that this is UTF-8
    writer = csv.writer(text)
    for title, result in results:
        writer.writerow([harmless(title)])
        writer.writerows([[_cell(value) for value in row] for row in _lines(result)])
        writer.writerow([])
    writer.writerows([[_cell(value) for value in row] for row in _explained(results)])
    text.flush()
    text.detach()
    file.seek(0)
    return file


def write_xlsx(title: str, results: Titled) -> IO[bytes]:
    """Return an Excel file: a sheet for each table and a last one with filters and definitions."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": harmless(title)})
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "number": book.add_format({"num_format": "#,##0.##"}),
    }
    for number, (name, result) in enumerate(results, start=1):
        _fill(book.add_worksheet(_sheet_name(number, name)), _lines(result), formats)
    _fill(
        book.add_worksheet(_sheet_name(len(results) + 1, gettext("Filters and definitions"))),
        _explained(results),
        formats,
    )
    book.close()
    file.seek(0)
    return file


def _lines(result: ReportResult) -> Iterator[list[Any]]:
    """Yield header, groups and total of a result, amounts in major units."""
    by, figures = result.query.by, result.meta.figures
    yield [str(result.meta.dimensions[slug].label) for slug in by] + [str(f.label) for f in figures.values()]
    for row in result.groups():
        names = [dimension_value(result, slug, row[slug]) for slug in by]
        yield names + [plain(row[slug], figure.unit) for slug, figure in figures.items()]
    total = [gettext("Total"), *("" for _ in by[1:])] if by else []
    yield total + [plain(result.totals[slug], figure.unit) for slug, figure in figures.items()]


def _explained(results: Titled) -> Iterator[list[Any]]:
    filters = results[0][1].query.filters
    yield [gettext("Filter"), gettext("Value")]
    yield [gettext("Period"), f"{filters.period.first} – {filters.period.last}"]
    yield [gettext("Compare with"), str(COMPARISON_LABELS[filters.compare])]
    for slug, values in filters.chosen:
        yield [str(DIMENSIONS[slug].label), ", ".join(values)]
    yield [gettext("Currency"), currency()[0]]
    yield [gettext("As of"), read_at(results[0][1].meta.as_of)]
    yield []
    yield [gettext("Figure"), gettext("Definition"), gettext("Records")]
    figures = {slug: (figure, result) for _, result in results for slug, figure in result.meta.figures.items()}
    for slug, (figure, result) in figures.items():
        yield [str(figure.label), str(figure.definition), result.meta.records.get(slug, 0)]


def _cell(value: Any) -> Any:
    return "" if value is None else harmless(value)


def _fill(sheet: Any, lines: Iterator[list[Any]], formats: dict[str, Any]) -> None:
    sheet.set_column(0, 20, 22)
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                sheet.write_string(row, column, harmless(value), formats["head"] if row == 0 else None)
            else:
                sheet.write_number(row, column, value, formats["number"])
    sheet.freeze_panes(1, 0)


def _sheet_name(number: int, title: str) -> str:
    """Return a name that Excel accepts and that no other sheet has."""
    return f"{number} {title.translate(_FORBIDDEN)}"[:_SHEET_NAME_MAX].strip()


__all__ = ["MIME_TYPES", "write_csv", "write_xlsx"]
