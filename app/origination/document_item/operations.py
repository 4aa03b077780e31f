"""Receiving and judging the papers of an application."""

from app.lowcode.files.keeping import keep
from app.origination.document_item.model import DocumentItem
from app.security.acting import current, session_of
from app.shared.clock import utc_now
from app.shared.upload import Upload


def receive(*, record: DocumentItem, file: Upload) -> None:
    """Keep the paper that came; a rejected one starts afresh."""
    record.file_id, record.received_at = keep(session_of(record), file), utc_now()
    record.reason = record.verified_by_id = record.verified_at = None


def judge(*, record: DocumentItem, why: str = "") -> None:
    """Note who judged the paper, when, and why it was refused or is not needed."""
    record.verified_by_id = current(session_of(record)).reach.employee_id
    record.verified_at = utc_now()
    record.reason = why or None
