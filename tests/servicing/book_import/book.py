"""A small loan book of our own making, in the columns of the mapping that the repository ships."""

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.security.acting import as_system
from app.servicing.book_import.mapping import Mapping, read_mapping
from app.servicing.book_import.model import ImportBatch, ImportedLoan
from app.servicing.book_import.reading import Book, read_book
from app.servicing.contract.model import Contract
from app.servicing.ledger.model import LedgerEntry
from app.shared.day_count import DayCount
from app.shared.rounding import Rounding, RoundingMode
from app.shared.schedule.rules import build_schedule
from app.shared.schedule.terms import PeriodRate, RepaymentMethod, Terms

MAPPING_FILE = Path(__file__).parents[3] / "seed" / "mappings" / "lending_club.toml"
Row = dict[str, str]


def mapping() -> Mapping:
    """Return the shipped mapping."""
    return read_mapping(MAPPING_FILE)


def rows(count: int) -> list[Row]:
    """Return sound rows by heading: amounts, rates and terms of their own, each with some instalments paid."""
    return [_row(number) for number in range(1, count + 1)]


def text(lines: list[Row]) -> str:
    """Return rows as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(lines[0]))
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


def stored(folder: Path, content: str | bytes) -> Book:
    """Write the content to a file and read it as a book."""
    path = folder / "book.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_book(path, mapping())


def counts(session: Session) -> dict[str, int]:
    """Return how many rows an import has written so far."""
    with as_system(session, "count"):
        models = (ImportBatch, ImportedLoan, Contract, LedgerEntry)
        return {m.__name__: session.scalar(select(func.count()).select_from(m)) or 0 for m in models}


def _row(number: int) -> Row:
    amount, term, rate = 100_000 + number * 12_500, (36, 60)[number % 2], Decimal("7.5") + number % 15
    plan = build_schedule(
        Terms(
            principal=amount,
            annual_rate=rate / 100,
            method=RepaymentMethod.ANNUITY,
            periods=term,
            disbursed_on=date(2018, 2, 28),
            day_count=DayCount.THIRTY_360,
            period_rate=PeriodRate.NOMINAL,
            instalment_rounding=Rounding(1, RoundingMode.UP),
            shortest_first_period_days=0,
        )
    )
    paid = plan.rows[: number % 5]
    principal, interest = sum(r.principal for r in paid), sum(r.interest for r in paid)
    return {
        "": str(number),
        "loan_amount": _major(amount),
        "term": str(term),
        "interest_rate": str(rate),
        "installment": _major(plan.instalment or 0),
        "issue_month": "Feb-2018",
        "loan_status": "Current",
        "grade": "ABCDEFG"[number % 7],
        "loan_purpose": "car",
        "balance": _major(amount - principal),
        "paid_total": _major(principal + interest),
        "paid_principal": _major(principal),
        "paid_interest": _major(interest),
        "paid_late_fees": "0",
        "state": "NJ",
        "emp_title": "nurse",
        "annual_income": "40000",
    }


def _major(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"
