"""Leads: assigned by team leads, called and qualified by sales, counted without names by marketing."""

from app.lowcode import Entity, FieldKind, Menu, Workflow, action, asks, owned, personal
from app.marketing.lead import operations
from app.marketing.lead.conversion import convert
from app.marketing.lead.model import OPEN, ContactResult, Lead, LeadLoss, LeadStatus
from app.marketing.lead.rules import need_is_known, phone_is_mobile
from app.marketing.opportunity.model import Opportunity
from app.parties.customer.model import Customer
from app.security.roles import Role
from app.shared.field import choice_labels

S = LeadStatus
_TO = asks("employee_id", "Assign to", FieldKind.REFERENCE, target="Employee")
_WORK = ("start_contact", "note_result", "qualify", "reject", "lose", "do_not_call", "convert")

_ACTIONS = (
    action("assign", "Assign", source=(S.NEW,), target=S.ASSIGNED, run=operations.assign, inputs=(_TO,), bulk=True),
    action(
        "reassign",
        "Assign to another",
        source=(S.ASSIGNED, S.CONTACTING, S.CONTACTED, S.QUALIFIED),
        run=operations.assign,
        inputs=(_TO,),
        bulk=True,
    ),
    action("take", "Take on", source=(S.NEW,), target=S.ASSIGNED, run=operations.take),
    action(
        "back_to_pool",
        "Return to the pool",
        source=(S.ASSIGNED, S.CONTACTING),
        target=S.NEW,
        run=operations.back_to_pool,
        bulk=True,
    ),
    action(
        "start_contact",
        "Start contacting",
        source=(S.ASSIGNED,),
        target=S.CONTACTING,
        run=operations.start_contact,
    ),
    action(
        "note_result",
        "Note the result",
        source=(S.CONTACTING, S.CONTACTED),
        run=operations.note_result,
        inputs=(asks("result", "Result", FieldKind.CHOICE, choices=choice_labels(ContactResult)),),
    ),
    action("qualify", "Qualify", source=(S.CONTACTED,), target=S.QUALIFIED, guards=(need_is_known,)),
    action("reject", "Not eligible", source=(S.CONTACTED,), target=S.UNQUALIFIED, needs_reason=True),
    action(
        "lose",
        "Give up",
        source=(S.ASSIGNED, S.CONTACTING, S.CONTACTED, S.QUALIFIED),
        target=S.LOST,
        run=operations.lose,
        inputs=(asks("lost_reason", "Lost because", FieldKind.CHOICE, choices=choice_labels(LeadLoss)),),
        danger=True,
    ),
    action("mark_duplicate", "Mark as duplicate", source=OPEN, target=S.DUPLICATE, danger=True),
    action("do_not_call", "Never call again", source=OPEN, target=S.DNC, danger=True),
    action(
        "convert",
        "Convert into a customer",
        source=(S.QUALIFIED,),
        target=S.CONVERTED,
        run=convert,
        touches=(Customer, Opportunity),
        guards=(need_is_known,),
        inputs=(
            asks("born_on", "Date of birth", FieldKind.DATE, required=False),
            asks("id_no", "Identity number", required=False),
            asks("expected_close_on", "Expected close", FieldKind.DATE),
        ),
    ),
)

ENTITY = Entity(
    Lead,
    "Leads",
    menu=Menu.SALES,
    icon="user-plus",
    access={
        Role.SALES: "read:own add:own edit:own reveal:own take:own " + " ".join(f"{w}:own" for w in _WORK),
        Role.TEAM_LEAD: "read:team add:team edit:team reveal:team assign:team reassign:team back_to_pool:team "
        "mark_duplicate:team " + " ".join(f"{w}:team" for w in _WORK),
        Role.MANAGER: "read",
        Role.CARE: "read:own add:own do_not_call:own",
        Role.MARKETING: "read",
        Role.AUDITOR: "read",
        Role.DATA_STEWARD: "read edit export mark_duplicate",
    },
    hidden={Role.MARKETING: (*personal(Lead), "need_note")},
    scope=owned(),
    rules=(phone_is_mobile,),
    workflow=Workflow(
        initial=S.NEW,
        editable_in=OPEN,
        closed=(S.CONVERTED, S.UNQUALIFIED, S.LOST, S.DUPLICATE, S.DNC),
        actions=_ACTIONS,
    ),
)
