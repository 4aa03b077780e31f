"""PromiseToPay: who may record promises, and who sees them."""

from app.debt_collection.promise_to_pay.model import PromiseStatus, PromiseToPay
from app.debt_collection.promise_to_pay.rules import is_due_within_a_week
from app.lowcode import Entity, Menu, Workflow, action, through
from app.security.roles import Role

ENTITY = Entity(
    PromiseToPay,
    "Promises to pay",
    menu=Menu.COLLECTION,
    icon="heart-handshake",
    access={
        Role.SALES: "read:own",
        Role.TEAM_LEAD: "read:team",
        Role.RISK: "read",
        Role.MANAGER: "read",
        Role.LEGAL: "read",
        Role.ACCOUNTANT: "read",
        Role.COLLECTOR: "read:own add:own edit:own cancel:own",
        Role.FIELD_COLLECTOR: "read:own add:own edit:own cancel:own",
        Role.CARE: "read:own add:own",
        Role.AUDITOR: "read",
    },
    scope=through("collection_case_id"),
    rules=(is_due_within_a_week,),
    workflow=Workflow(
        initial=PromiseStatus.OPEN,
        editable_in=(PromiseStatus.OPEN,),
        actions=(
            action(
                "cancel",
                "Cancel",
                source=(PromiseStatus.OPEN,),
                target=PromiseStatus.CANCELLED,
                needs_reason=True,
                danger=True,
            ),
        ),
    ),
    order="-due_on",
)
