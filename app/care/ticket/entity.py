"""Tickets: taken down by sales and care, handled by care, reopened by management where the answer was none."""

from app.care.ticket import operations
from app.care.ticket.model import Ticket, TicketStatus
from app.care.ticket.rules import nobody_handles_a_complaint_about_themselves, only_complaints_are_about_somebody
from app.lowcode import Entity, FieldKind, Menu, Workflow, action, asks, owned
from app.security.roles import Role

S = TicketStatus
_ACTIONS = (
    action(
        "assign",
        "Assign",
        source=(S.NEW, S.ASSIGNED, S.IN_PROGRESS, S.REOPENED),
        target=S.ASSIGNED,
        run=operations.assign,
        inputs=(asks("employee_id", "Assign to", FieldKind.REFERENCE, target="Employee"),),
        bulk=True,
    ),
    action(
        "start",
        "Start",
        source=(S.ASSIGNED, S.WAITING_CUSTOMER),
        target=S.IN_PROGRESS,
        run=operations.handle,
    ),
    action(
        "wait",
        "Wait for the customer",
        source=(S.IN_PROGRESS,),
        target=S.WAITING_CUSTOMER,
        run=operations.handle,
    ),
    action(
        "resolve",
        "Resolve",
        source=(S.IN_PROGRESS, S.WAITING_CUSTOMER),
        target=S.RESOLVED,
        run=operations.resolve,
        inputs=(
            asks("resolution", "Resolution", FieldKind.LONG_TEXT),
            asks("root_cause", "Root cause", required=False, max_length=200),
        ),
    ),
    action(
        "close",
        "Close",
        source=(S.RESOLVED,),
        target=S.CLOSED,
        run=operations.close,
        inputs=(asks("satisfied", "Satisfaction (1–5)", FieldKind.INTEGER, required=False, minimum=1, maximum=5),),
    ),
    action(
        "reopen",
        "Reopen",
        source=(S.RESOLVED, S.CLOSED),
        target=S.REOPENED,
        run=operations.reopen,
        needs_reason=True,
        danger=True,
    ),
)

ENTITY = Entity(
    Ticket,
    "Tickets",
    menu=Menu.CARE,
    icon="ticket",
    deadline="sla_due_at",
    access={
        Role.SALES: "read:own add:own",
        Role.TEAM_LEAD: "read:team",
        Role.APPRAISER: "read",
        Role.RISK: "read",
        Role.MANAGER: "read assign reopen",
        Role.LEGAL: "read",
        Role.COLLECTOR: "read:own",
        Role.FIELD_COLLECTOR: "read:own",
        Role.CARE: "read add edit export reveal assign start wait resolve close reopen",
        Role.AUDITOR: "read",
        Role.DATA_STEWARD: "read",
    },
    scope=owned("customer_id"),
    rules=(nobody_handles_a_complaint_about_themselves, only_complaints_are_about_somebody),
    workflow=Workflow(
        initial=S.NEW,
        editable_in=(S.NEW, S.ASSIGNED, S.IN_PROGRESS, S.WAITING_CUSTOMER, S.REOPENED),
        closed=(S.CLOSED,),
        actions=_ACTIONS,
    ),
)
