"""AuditEntry: one row for everything done to a record, written in the transaction that did it."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.shared.column_types import LongText
from app.shared.field import FieldKind
from app.shared.record import PostedRecord, field


class AuditEntry(PostedRecord):
    """Who did what to which record, when and why; `changes` holds field → [old, new], secrets masked."""

    __prefix__ = "AUD"
    __table_args__ = (Index("ix_audit_entry_entity_record_id", "entity", "record_id"),)

    at: Mapped[datetime] = field("At", listed=True, filtered=True, index=True)
    actor_id: Mapped[int | None] = field("User number", filtered=True, index=True)
    actor: Mapped[str] = field("Done by", listed=True, filtered=True, searchable=True)
    action: Mapped[str] = field("Action", kind=FieldKind.COMMAND, of="entity", listed=True, filtered=True)
    entity: Mapped[str] = field("Kind of record", kind=FieldKind.ENTITY, listed=True, filtered=True)
    record_id: Mapped[int | None] = field("Record", kind=FieldKind.RECORD, of="entity", listed=True, filtered=True)
    reason: Mapped[LongText | None] = field("Reason", listed=True)
    changes: Mapped[dict] = field("Changes", of="entity", default=dict)
    address: Mapped[str | None] = field("Network address")
