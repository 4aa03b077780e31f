"""The screens of the audit log and of the steps taken in workflows: read by those who control, changed by nobody."""

from app.audit.entry import AuditEntry
from app.lowcode import Entity, Menu, shared
from app.lowcode.approval_step import ApprovalStep
from app.security.roles import Role

ENTITY = Entity(
    AuditEntry,
    "Audit log",
    menu=Menu.ADMINISTRATION,
    icon="history",
    access={Role.AUDITOR: "read export", Role.DATA_STEWARD: "read:own"},
    scope=shared(),
)

STEPS = Entity(
    ApprovalStep,
    "Approval steps",
    menu=Menu.ADMINISTRATION,
    icon="list-check",
    access={Role.AUDITOR: "read", Role.MANAGER: "read", Role.RISK: "read", Role.LEGAL: "read"},
    scope=shared(),
)
