"""A book with faults is refused row by row, naming column and reason, and nothing of it is loaded."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.servicing.book_import.mapping import read_mapping
from app.servicing.book_import.operations import BookRefused, load_book
from app.servicing.book_import.row import Severity
from app.shared.errors import InvalidInput
from tests.servicing.book_import import book

# One fault a row: the heading of the column, and what stands there instead.
CELLS = [
    *(
        ("issue_month", bad)
        for bad in ("", "Foo-2018", "2018-02", "13-2018", "Jul-2018", "Feb-1899", "Feb 2018", "NaN")
    ),
    *(("loan_amount", bad) for bad in ("", "0", "-5000", "abc", "NaN", "Infinity", "1e400", "1,000.00", "٥٠٠٠")),
    *(("loan_amount", bad) for bad in ("99999999999999999999", "$5000")),
    *(("term", bad) for bad in ("", "0", "-36", "36.5", "36 months", "9999")),
    *(("interest_rate", bad) for bad in ("", "-1", "12%", "1000", "nan", "12.123456789")),
    *(("paid_principal", bad) for bad in ("-1", "", "inf", "999999.00")),
    *(("paid_interest", bad) for bad in ("-0.01", "x", "77777.77")),
    *(("paid_total", bad) for bad in ("0.09", "minus one")),
    *(("balance", bad) for bad in ("-1", "1.00")),
    *(("paid_late_fees", bad) for bad in ("-3", "5.00")),
    *(("loan_status", bad) for bad in ("", "Sold", "current", "Fully Paid")),
    *(("grade", bad) for bad in ("", "H", "a")),
    *(("loan_purpose", bad) for bad in ("", "yacht")),
    *(("", bad) for bad in ("", "1", "7\x07", "9" * 300)),
    *(("emp_title", bad) for bad in ("nurse\x1b[2J", "n" * 201, "nu\0rse")),
    *(("annual_income", bad) for bad in ("-5", "9" * 30, "plenty", "1e400")),
]
# Where the sums no longer add up, the column that is named is the one in which it shows.
SHOWN_IN = {
    ("paid_interest", "77777.77"): "paid_total",
    ("paid_total", "0.09"): "paid_total",
    ("paid_late_fees", "5.00"): "paid_total",
    ("loan_status", "Fully Paid"): "loan_status",
}


@pytest.fixture
def faulty(tmp_path: Path) -> tuple[list[book.Row], Path]:
    return book.rows(len(CELLS) + 5), tmp_path


def test_each_of_fifty_faults_is_named_and_nothing_is_loaded(
    session: Session, faulty: tuple[list[book.Row], Path]
) -> None:
    rows, folder = faulty
    assert len(CELLS) >= 50
    for place, (heading, bad) in enumerate(CELLS, start=1):
        rows[place][heading] = bad
    before = book.counts(session)
    with pytest.raises(BookRefused) as refused:
        load_book(session, book.stored(folder, book.text(rows)), book.mapping())
    found = {(f.line, f.column) for f in refused.value.findings if f.severity is Severity.REFUSED}
    expected = {
        (place + 2, SHOWN_IN.get((heading, bad), heading) or "(no heading)")
        for place, (heading, bad) in enumerate(CELLS, start=1)
    }
    assert expected - found == set()
    assert {line for line, _ in found} == {line for line, _ in expected}
    assert all(str(f.reason) for f in refused.value.findings)
    assert book.counts(session) == before


def test_too_few_and_too_many_cells(session: Session, tmp_path: Path) -> None:
    lines = book.text(book.rows(4)).splitlines()
    lines[1], lines[3] = lines[1].rsplit(",", 3)[0], lines[3] + ",one,more"
    with pytest.raises(BookRefused) as refused:
        load_book(session, book.stored(tmp_path, "\n".join(lines)), book.mapping())
    assert {f.line for f in refused.value.findings} == {2, 4}


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (lambda text: text.replace("nurse", "Pfleger für", 1).encode("latin-1"), "UTF-8"),
        (lambda text: text.replace("balance,", "rest,", 1), "balance"),
        (lambda text: text.replace("grade,", "", 1), "grade"),
        (lambda text: text.replace("state,", "grade,", 1), "twice"),
        (lambda text: text.replace("nurse", '"nurse', 1), "CSV"),
        (lambda text: text.splitlines()[0], "no loans"),
        (lambda text: "", "lacks"),
    ],
    ids=["encoding", "renamed", "missing", "twice", "quote", "no rows", "empty"],
)
def test_a_file_that_is_no_book(session: Session, tmp_path: Path, content, named: str) -> None:
    before = book.counts(session)
    with pytest.raises(InvalidInput, match=named):
        load_book(session, book.stored(tmp_path, content(book.text(book.rows(3)))), book.mapping())
    assert book.counts(session) == before


def test_the_line_after_a_cell_of_several_lines(session: Session, tmp_path: Path) -> None:
    content = book.text(book.rows(3)).replace("nurse", '"chief\nnurse"', 1)
    rows = book.stored(tmp_path, content).rows
    assert [line for line, _ in rows] == [2, 4, 5]


def test_semicolons_for_commas_are_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="semicolons"):
        book.stored(tmp_path, "\ufeff" + book.text(book.rows(2)).replace(",", ";"))


@pytest.mark.parametrize(
    ("written", "wrong", "named"),
    [
        ('amount = "loan_amount"', "amount = 5", "columns"),
        ("valid_from = 2018-01-01", 'valid_from = "soon"', "policy.valid_from"),
        ('"debt_group.2_from" = "10"', '"debt_group.2_from" = "soon"', "debt_group.2_from"),
        ("instalment_rounding_unit = 1", "instalment_rounding_unit = 0", "instalment_rounding_unit"),
        ('debt_consolidation = "other"', 'debt_consolidation = "yacht"', "yacht"),
        ('"debt_group.2_from" = "10"', '"debt_group.2_form" = "10"', "policy.values.debt_group.2_form is unknown"),
        ('"debt_group.5_from" = "361"', "", "policy.values.debt_group.5_from"),
        ('"debt_group.3_from" = "91"', '"debt_group.3_from" = "91.5"', "policy.values.debt_group.3_from is a whole"),
        ("[policy.values]", "values = []\n[policy_values]", "policy_values is unknown"),
        ("valid_from = 2018-01-01", "valid_from = 2018-07-01", "policy.valid_from is a date up to book.as_of"),
        ("issue_day = 28", "issue_day = 28.9", "book.issue_day is an issue day"),
        ("issue_day = 28", "issue_day = 28\nisue_day = 3", "book.isue_day is unknown"),
        ("[issue_days]", "[isue_days]", "isue_days is unknown"),
        ("as_of = 2018-06-27", "as_of = 9999-12-31", "book.as_of is a date"),
        ('"Current" = "on_the_books"', '"Current" = ["x"]', "statuses.Current is a text"),
        ('balance = "balance"', 'balance = "paid_total"', "columns.balance and columns.paid_total"),
        ('term = "term"', 'term = "term"\nterm = "other"', "overwrite"),
        ('name = "Lending Club,', 'name = "' + "L" * 200, "book.name is a text"),
        ('grades = ["A", "B", "C", "D", "E", "F", "G"]', 'grades = "ABCDEFG"', "grades"),
    ],
)
def test_a_wrong_value_of_the_mapping_is_named(tmp_path: Path, written: str, wrong: str, named: str) -> None:
    shipped = book.MAPPING_FILE.read_text()
    assert written in shipped
    path = tmp_path / "mapping.toml"
    path.write_text(shipped.replace(written, wrong))
    with pytest.raises(InvalidInput, match=named.replace(".", r"\.")):
        read_mapping(path)
