"""The screens of the audit log and of the steps taken in workflows: read by those who control, changed by nobody."""

from typing import Any

from sqlalchemy import ColumnElement, or_

from app.audit.entry import AuditEntry
from app.lowcode import Entity, Menu, in_part, of_subject
from app.lowcode.approval_step import ApprovalStep
from app.security.roles import Role

# Records that are about persons, and what takes data out of any record.
_ABOUT_PERSONS = ("Consent", "Contact", "Customer", "DataQualityIssue", "Lead", "RelatedParty")
_TAKES_OUT = ("reveal", "open", "export")


def privacy_part(entry: Any) -> ColumnElement[bool]:
    """Return the condition of the entries that concern the protection of personal data."""
    return or_(entry.c.entity.in_(_ABOUT_PERSONS), *(entry.c.action.like(f"%.{word}") for word in _TAKES_OUT))


ENTITY = Entity(
    AuditEntry,
    "Audit log",
    menu=Menu.ADMINISTRATION,
    icon="history",
    access={Role.AUDITOR: "read export", Role.DATA_STEWARD: "read:own"},
    scope=in_part(privacy_part),
)

STEPS = Entity(
    ApprovalStep,
    "Approval steps",
    menu=Menu.ADMINISTRATION,
    icon="list-check",
    access=dict.fromkeys(Role, "read"),
    scope=of_subject("entity", "record_id"),
)
