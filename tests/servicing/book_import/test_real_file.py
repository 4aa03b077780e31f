"""The real loan book beside the project: its totals come out to the cent, and its irregular rows are named."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.reports.cells import Wanted, read_cells
from app.reports.datasets.imported_book import (
    DATASET,
    FEES,
    FORMER_GRADE,
    FORMER_STATUS,
    INTEREST,
    LOANS,
    OUTSTANDING,
    PRINCIPAL,
)
from app.reports.engine import LiveReader
from app.reports.filters import Filters, Period
from app.security.principal import system
from app.servicing.balance.model import ContractBalance
from app.servicing.book_import.loans import LoanWriter
from app.servicing.book_import.model import ImportedLoan
from app.servicing.book_import.operations import check_book, load_book
from app.servicing.book_import.reading import Book, read_book
from tests.servicing.book_import import book

FILE = Path(__file__).parents[4] / "shared" / "data" / "lendingclub_2018q1.csv"
IRREGULAR = {"1548", "1968", "9687"}
LOADED = {"sqlite": 10_000, "postgresql": 200}


@pytest.fixture(scope="module")
def real() -> Book:
    if not FILE.exists():
        pytest.skip("the loan book lies in ../shared/data beside the project, and is not there")
    return read_book(FILE, book.mapping())


def _cents(text: str) -> int:
    return int((Decimal(text) * 100).to_integral_value(rounding="ROUND_HALF_UP"))


def test_three_rows_are_irregular_and_two_columns_rounded(session: Session, real: Book) -> None:
    rows, findings = check_book(real, book.mapping())
    writer = LoanWriter(session, book.mapping())
    assert len(rows) == 10_000
    assert {row.reference for row in rows if writer.compare(row) is not None} == IRREGULAR
    assert Counter((f.column, str(f.severity)) for f in findings).keys() == {
        ("paid_total", "rounded"),
        ("paid_late_fees", "rounded"),
    }
    with FILE.open(encoding="utf-8", newline="") as file:
        assert sum(row.balance for row in rows) == sum(_cents(line["balance"]) for line in csv.DictReader(file))


def test_totals_by_status_grade_and_component(session: Session, real: Book, engine_name: str) -> None:
    part = Book(real.digest, real.rows[: LOADED[engine_name]])
    load_book(session, part, book.mapping())
    wanted = Wanted(DATASET, Filters(Period(book.mapping().as_of, book.mapping().as_of)))
    figures = (LOANS, OUTSTANDING, PRINCIPAL, INTEREST, FEES)
    for split in ((), (FORMER_STATUS.slug,), (FORMER_GRADE.slug,)):
        wanted.add(figures, split)
    cells = read_cells(LiveReader(session.connection(), session), system("tests"), wanted)
    for dimension, name in ((FORMER_STATUS, "status"), (FORMER_GRADE, "grade")):
        found = {c.key[0]: (c.values[LOANS.slug], c.values[OUTSTANDING.slug]) for c in cells[dimension.slug,]}
        count = Counter(row[name] for _, row in part.rows)
        owed: Counter[str] = Counter()
        for _, row in part.rows:
            owed[row[name]] += 0 if row["status"] == "Charged Off" else _cents(row["balance"])
        assert found == {value: (count[value], owed[value]) for value in count}
    (total,) = cells[()]
    received = {m.slug: total.values[m.slug] for m in (PRINCIPAL, INTEREST, FEES)}
    columns = zip(received, ("paid_principal", "paid_interest", "paid_late_fees"), strict=True)
    assert received == {slug: sum(_cents(row[name]) for _, row in part.rows) for slug, name in columns}


def test_current_loans_are_not_past_due(session: Session, real: Book, engine_name: str) -> None:
    load_book(session, Book(real.digest, real.rows[:300]), book.mapping())
    loan, balance = ImportedLoan.__table__, ContractBalance.__table__
    each = (
        select(loan.c.status, (balance.c.days_past_due > 0).label("late"))
        .join(balance, balance.c.contract_id == loan.c.contract_id)
        .subquery()
    )
    read = session.connection().execute(select(*each.c, func.count()).group_by(*each.c))
    found = {(status, bool(late)): count for status, late, count in read}
    assert found["Current", False] > 50 * found.get(("Current", True), 0)
    assert not any(status.startswith("Late") and not late for status, late in found)
