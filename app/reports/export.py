"""Exports of reports: CSV and XLSX with the figures, the filters they were asked with and what each one means."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

import xlsxwriter
from flask_babel import gettext

from app.audit.listener import record_event
from app.extensions import db, writing
from app.lowcode.export_files import MIME_TYPES, harmless
from app.reports.catalog import DIMENSIONS
from app.reports.filters import COMPARISON_LABELS, Comparison, Filters
from app.reports.measure import Figure, Unit
from app.reports.present import currency, dimension_value, plain, read_at
from app.reports.result import ReportResult, relative
from app.reports.scorecard import Scorecard

_SHEET_NAME_MAX = 31
VIEW_MARK = " · "
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True)
class Choice:
    """The filters of a file, and slug → names of what is chosen of each dimension."""

    filters: Filters
    named: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Sheet:
    """A table of a file: `lines` with their heads first, `units` of the columns, and the figures to explain."""

    title: str
    lines: tuple[tuple[Any, ...], ...]
    units: tuple[Unit | None, ...]
    figures: tuple[tuple[Figure, int], ...] = ()
    read: str = ""
    period: str = ""


def result_sheet(title: str, result: ReportResult) -> Sheet:
    """Return a result as a sheet: a line a group and the total; with a comparison, the figures before beside it."""
    by, figures = result.query.by, result.meta.figures
    compared = result.earlier is not None
    heads: list[str] = [str(result.meta.dimensions[slug].label) for slug in by]
    units: list[Unit | None] = [None] * len(by)
    for figure in figures.values():
        heads.append(str(figure.label))
        units.append(figure.unit)
        if compared:
            heads += [gettext("%(figure)s, before", figure=str(figure.label)), gettext("Change, percent")]
            units += [figure.unit, Unit.PERCENT]
    rows = [
        [dimension_value(result, slug, row[slug]) for slug in by] + _figures(result, row) for row in result.groups()
    ]
    total = ([gettext("Total"), *("" for _ in by[1:])] if by else []) + _figures(result, None)
    return Sheet(
        title,
        (tuple(heads), *map(tuple, rows), tuple(total)),
        tuple(units),
        tuple((figure, result.records(slug)) for slug, figure in figures.items()),
        read_at(result.meta.as_of),
        _days(result.query.filters),
    )


def scorecard_sheet(title: str, card: Scorecard) -> Sheet:
    """Return the targets with what was reached, a line a target in the order of the ranking."""
    names = ("Who", "Department", "Branch", "Score", "Period", "Measure", "Weight", "Target", "Actual", "Achievement")
    heads = {
        "Who": gettext("Who"),
        "Department": gettext("Department"),
        "Branch": gettext("Branch"),
        "Score": gettext("Score"),
        "Period": gettext("Period"),
        "Measure": gettext("Measure"),
        "Weight": gettext("Weight"),
        "Target": gettext("Target"),
        "Actual": gettext("Actual"),
        "Achievement": gettext("Achievement"),
    }
    lines = [
        (
            score.who,
            str(score.department),
            score.branch,
            score.total,
            line.period,
            str(line.figure.label),
            line.weight,
            plain(line.target, line.figure.unit),
            plain(line.actual, line.figure.unit),
            None if line.reached is None else line.reached * 100,
            line.points,
        )
        for score in card.scores
        for line in score.lines
    ]
    percent = {"Weight", "Achievement"}
    units = [Unit.PERCENT if name in percent else None for name in names]
    return Sheet(title, ((*(heads[name] for name in names), gettext("Points")), *lines), (*units, None))


def note_export(page: str, kind: str, filters: Filters, sheets: Sequence[Sheet]) -> None:
    """Audit that the reader took figures out, before the file leaves."""
    session = db.session()
    session.rollback()  # the figures were read in a transaction that may not write
    with writing():
        rows = sum(len(sheet.lines) for sheet in sheets)
        record_event(session, f"{page}.export", changes={"kind": kind, "rows": rows, "filters": filters.query()})
        session.commit()


def write_csv(choice: Choice, sheets: Sequence[Sheet]) -> IO[bytes]:
    """Return a CSV file: each table under its title, then the filters and the definitions."""
    file = io.BytesIO()
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")  # the mark tells Excel that this is UTF-8
    writer = csv.writer(text)
    for sheet in sheets:
        writer.writerow([harmless(sheet.title)])
        writer.writerows([[_cell(value) for value in row] for row in sheet.lines])
        writer.writerow([])
    writer.writerows([[_cell(value) for value in row] for row in _explained(choice, sheets)])
    text.flush()
    text.detach()
    file.seek(0)
    return file


def write_xlsx(title: str, choice: Choice, sheets: Sequence[Sheet]) -> IO[bytes]:
    """Return an Excel file: a sheet for each table and a last one with filters and definitions."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": harmless(title)})
    decimals = "." + "0" * currency()[1] if currency()[1] else ""
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        None: book.add_format({"num_format": "#,##0.##"}),
        Unit.MONEY: book.add_format({"num_format": "#,##0" + decimals}),
        Unit.COUNT: book.add_format({"num_format": "#,##0"}),
        Unit.PERCENT: book.add_format({"num_format": '0.00" %"'}),
        Unit.SCORE: book.add_format({"num_format": "0.0"}),
        Unit.TIMES: book.add_format({"num_format": '0.00"×"'}),
    }
    for number, sheet in enumerate(sheets, start=1):
        _fill(book.add_worksheet(_sheet_name(number, sheet.title)), sheet.lines, sheet.units, formats)
    explained = book.add_worksheet(_sheet_name(len(sheets) + 1, gettext("Filters and definitions")))
    _fill(explained, list(_explained(choice, sheets)), (), formats)
    explained.set_column(1, 1, 80)
    book.close()
    file.seek(0)
    return file


def _figures(result: ReportResult, row: dict[str, Any] | None) -> list[Any]:
    """Return the figures of a line; with a comparison each is followed by the one before and the change."""
    line: list[Any] = []
    for slug, figure in result.meta.figures.items():
        value = result.totals[slug] if row is None else row[slug]
        line.append(plain(value, figure.unit))
        if result.earlier is not None:
            before = result.before(slug, row)
            share = relative(value, before)
            line += [plain(before, figure.unit), None if share is None else round(100 * share, 2)]
    return line


def _explained(choice: Choice, sheets: Sequence[Sheet]) -> Iterator[list[Any]]:
    filters = choice.filters
    yield [gettext("Filter"), gettext("Value")]
    yield [gettext("Period"), _days(filters)]
    compared = "" if filters.compare is Comparison.NONE else f": {_days(filters.earlier())}"
    yield [gettext("Compare with"), f"{COMPARISON_LABELS[filters.compare]}{compared}"]
    for slug, names in choice.named.items():
        yield [str(DIMENSIONS[slug].label), ", ".join(names)]
    yield [gettext("Currency"), currency()[0]]
    yield [gettext("As of"), next((sheet.read for sheet in sheets if sheet.read), "")]
    yield []
    yield [gettext("Figure"), gettext("Definition"), gettext("Records"), gettext("Period")]
    told = {(figure.slug, sheet.period): (figure, count) for sheet in sheets for figure, count in sheet.figures}
    for (_, period), (figure, count) in told.items():
        yield [str(figure.label), str(figure.definition), count, period]


def _days(filters: Filters) -> str:
    return f"{filters.period.first} – {filters.period.last}"


def _cell(value: Any) -> Any:
    return "" if value is None else harmless(value)


def _fill(sheet: Any, lines: Sequence[Sequence[Any]], units: Sequence[Unit | None], formats: Any) -> None:
    sheet.set_column(0, 40, 20)
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                sheet.write_string(row, column, harmless(value), formats["head"] if row == 0 else None)
            else:
                unit = units[column] if column < len(units) else None
                sheet.write_number(row, column, value, formats[unit])
    sheet.freeze_panes(1, 0)


def _sheet_name(number: int, title: str) -> str:
    """Return a name that Excel accepts and that no other sheet has; what tells two views apart is never cut."""
    name = f"{number} {title.translate(_FORBIDDEN)}"
    if len(name) > _SHEET_NAME_MAX:
        head, dot, view = name.rpartition(VIEW_MARK)
        name = f"{head[: _SHEET_NAME_MAX - len(dot + view) - 1].rstrip()}…{dot}{view}" if dot else name
    return name[:_SHEET_NAME_MAX].strip()


__all__ = ["MIME_TYPES", "Choice", "Sheet", "result_sheet", "scorecard_sheet", "write_csv", "write_xlsx"]
