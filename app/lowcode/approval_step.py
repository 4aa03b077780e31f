"""ApprovalStep: who took which step of a workflow, with their opinion; duties are held apart by it."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.shared.column_types import LongText, Money
from app.shared.field import FieldKind
from app.shared.record import PostedRecord, field, reference


class ApprovalStep(PostedRecord):
    """One step on one record; `case_key` joins the steps of all records of one loan."""

    __prefix__ = "STP"
    __table_args__ = (
        Index("ix_approval_step_entity_record_id", "entity", "record_id"),
        Index("ix_approval_step_case_key", "case_key"),
    )

    at: Mapped[datetime] = field("At", listed=True)
    entity: Mapped[str] = field("Kind of record", kind=FieldKind.ENTITY, listed=True, filtered=True)
    record_id: Mapped[int] = field("Record", kind=FieldKind.RECORD, of="entity", listed=True)
    case_key: Mapped[str] = field("Case")
    action: Mapped[str] = field("Step", kind=FieldKind.COMMAND, of="entity", listed=True, filtered=True)
    from_state: Mapped[str | None] = field("From state", kind=FieldKind.STATE, of="entity", listed=True)
    to_state: Mapped[str | None] = field("To state", kind=FieldKind.STATE, of="entity", listed=True)
    approver_id: Mapped[int | None] = reference("Employee", "Taken by", listed=True, filtered=True)
    opinion: Mapped[LongText | None] = field("Opinion", listed=True)
    limit_used: Mapped[Money | None] = field("Limit used")
