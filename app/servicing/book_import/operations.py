"""Loading a foreign loan book: every row checked first, then all of it in one transaction or nothing."""

from collections.abc import Callable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.security.acting import as_system
from app.servicing.book_import.company import prepare_company
from app.servicing.book_import.loans import LoanWriter
from app.servicing.book_import.mapping import Mapping
from app.servicing.book_import.model import ImportBatch, ImportFinding
from app.servicing.book_import.reading import Book
from app.servicing.book_import.row import Finding, LoanRow, RowReader, Severity
from app.servicing.classification.day_facts import day_facts
from app.servicing.classification.operations import classify, move_instalments
from app.servicing.contract.model import Contract
from app.shared.errors import Conflict, InvalidInput
from app.shared.text import msg

Progress = Callable[[int, int], None]
_CHUNK = 250
# The number under which PostgreSQL keeps the lock; nothing else of ours takes one.
ONE_IMPORT = 2_018_001


class BookRefused(InvalidInput):
    """Rows of the file are wrong; `findings` names each with column and reason, and nothing was loaded."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        refused = sum(finding.severity is Severity.REFUSED for finding in findings)
        super().__init__(msg("{count} values are refused; nothing was loaded.", count=refused))
        self.findings = list(findings)


def check_book(book: Book, mapping: Mapping) -> tuple[list[LoanRow], list[Finding]]:
    """Return the checked rows and what was found in them; raises BookRefused with everything that is wrong."""
    reader = RowReader(mapping)
    rows = [row for line, cells in book.rows if (row := reader.read(line, cells)) is not None]
    _refuse(reader.findings)
    if not rows:
        raise InvalidInput(msg("The file holds no loans."))
    return rows, reader.findings


def load_book(
    session: Session, book: Book, mapping: Mapping, *, progress: Progress = lambda _done, _all: None
) -> tuple[ImportBatch, list[Finding]]:
    """Load a book and return its batch and findings; a file that was loaded before is left as it is.

    Flushes, never commits: the caller commits all or nothing. Raises BookRefused, or Conflict for a company that
    already has contracts of its own.
    """
    with as_system(session, "book import"):
        _wait_for_others(session)
        known = session.scalars(select(ImportBatch).where(ImportBatch.digest == book.digest)).first()
        if known is not None:
            return known, []
        if session.scalar(select(func.count()).select_from(Contract)):
            raise Conflict(msg("This company already has contracts: a book is loaded into an empty company."))
        rows, findings = check_book(book, mapping)
        writer = LoanWriter(session, mapping)
        findings += [f for row in rows if (f := writer.compare(row)) is not None]
        _refuse(findings)
        place = prepare_company(session, mapping)
        batch = _batch(session, book, mapping, rows, findings)
        for first in range(0, len(rows), _CHUNK):
            chunk = rows[first : first + _CHUNK]
            writer.write(chunk, batch, place)
            progress(first + len(chunk), len(rows))
        _classify(session, mapping)
        return batch, findings


def _wait_for_others(session: Session) -> None:
    """Let one import at a time look whether the company is empty: a new one has no row yet that could be locked.

    On SQLite the transaction itself already writes alone.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(ONE_IMPORT)))


def _refuse(findings: Sequence[Finding]) -> None:
    if any(finding.severity is Severity.REFUSED for finding in findings):
        raise BookRefused(findings)


def _batch(
    session: Session, book: Book, mapping: Mapping, rows: Sequence[LoanRow], findings: Sequence[Finding]
) -> ImportBatch:
    batch = ImportBatch(
        name=mapping.name,
        digest=book.digest,
        as_of=mapping.as_of,
        row_count=len(rows),
        rounded_count=sum(finding.severity is Severity.ROUNDED for finding in findings),
        differing_count=sum(finding.severity is Severity.DIFFERS for finding in findings),
        outstanding=sum(row.balance for row in rows),
    )
    session.add(batch)
    session.flush()
    for found in findings:
        facts = {"line": found.line, "column": found.column, "severity": found.severity, "reason": found.reason}
        session.add(ImportFinding(batch_id=batch.id, **facts))
    session.flush()
    return batch


def _classify(session: Session, mapping: Mapping) -> None:
    """Say how late each loan is at the end of the book's day; nothing is charged for it, the file has its own."""
    last = session.scalar(select(func.max(Contract.id))) or 0
    day = day_facts(session, mapping.as_of)
    move_instalments(session, 1, last, day)
    classify(session, 1, last, day)
