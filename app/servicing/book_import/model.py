"""ImportBatch and ImportedLoan: what an import loaded, rounded or refused, kept beside the loans it made."""

import enum
from datetime import date

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.lowcode import PostedRecord, field, reference
from app.servicing.book_import.row import Severity
from app.servicing.contract.model import Contract
from app.shared.column_types import Money
from app.shared.text import Message


class Standing(enum.StrEnum):
    """What the foreign book's own status means here."""

    ON_THE_BOOKS = "on_the_books"
    SETTLED = "settled"
    CHARGED_OFF = "charged_off"


class ImportBatch(PostedRecord):
    """One file loaded whole; its digest keeps it from being loaded twice."""

    __prefix__ = "IMP"
    __title__ = ("name",)

    name: Mapped[str] = field("Book", listed=True, searchable=True)
    digest: Mapped[str] = field("Digest of the file", unique=True, max_length=64)
    as_of: Mapped[date] = field("State at the end of", listed=True)
    row_count: Mapped[int] = field("Rows", listed=True)
    rounded_count: Mapped[int] = field("Rounded values", listed=True)
    differing_count: Mapped[int] = field("Rows that differ", listed=True)
    outstanding: Mapped[Money] = field("Outstanding principal", listed=True)


class ImportFinding(PostedRecord):
    """What was rounded, or differs from our own calculation, in a row that was loaded."""

    __prefix__ = "FND"

    batch_id: Mapped[int] = reference(ImportBatch, "Import", listed=True, filtered=True)
    line: Mapped[int] = field("Line", listed=True)
    column: Mapped[str] = field("Column", listed=True, filtered=True)
    severity: Mapped[Severity] = field("Kind", listed=True, filtered=True)
    reason: Mapped[Message] = field("Finding", listed=True, max_length=300)


class ImportedLoan(PostedRecord):
    """The loan's own facts in the former system, by which reports can group."""

    __prefix__ = "FRM"
    __table_args__ = (UniqueConstraint("batch_id", "reference"),)

    batch_id: Mapped[int] = reference(ImportBatch, "Import", filtered=True)
    contract_id: Mapped[int] = reference(Contract, "Contract", listed=True, unique=True, index=False)
    line: Mapped[int] = field("Line", listed=True)
    reference: Mapped[str] = field("Number in the former system", listed=True, searchable=True)
    status: Mapped[str] = field("Status in the former system", listed=True, filtered=True, index=True)
    standing: Mapped[Standing] = field("Standing", listed=True, filtered=True)
    grade: Mapped[str] = field("Grade in the former system", listed=True, filtered=True, index=True)
