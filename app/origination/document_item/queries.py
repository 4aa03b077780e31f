"""What of an application's checklist is still open."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.origination.document_item.model import DocumentItem, DocumentStatus

BROUGHT = (DocumentStatus.RECEIVED, DocumentStatus.VERIFIED, DocumentStatus.WAIVED)
ACCEPTED = (DocumentStatus.VERIFIED, DocumentStatus.WAIVED)


def documents_short_of(session: Session, application_id: int, good: tuple[DocumentStatus, ...]) -> list[str]:
    """Return the names of the mandatory papers that are in none of the states `good`, in the order of the list."""
    return list(
        session.scalars(
            select(DocumentItem.name)
            .where(
                DocumentItem.application_id == application_id,
                DocumentItem.mandatory.is_(True),
                DocumentItem.status.not_in(good),
            )
            .order_by(DocumentItem.id)
        )
    )
