"""Receiving and judging the papers of an application."""

from app.origination.document_item.model import DocumentItem
from app.security.acting import current, session_of
from app.shared.clock import utc_now


def receive(*, record: DocumentItem, file_reference: str) -> None:
    """Note that the paper came and where it is kept; a rejected one starts afresh."""
    record.file_reference, record.received_at = file_reference, utc_now()
    record.reason = record.verified_by_id = record.verified_at = None


def judge(*, record: DocumentItem, why: str = "") -> None:
    """Note who judged the paper, when, and why it was refused or is not needed."""
    record.verified_by_id = current(session_of(record)).reach.employee_id
    record.verified_at = utc_now()
    record.reason = why or None
