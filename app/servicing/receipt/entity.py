"""Receipts and their allocation: cashiers post them, accounting reverses the latest of a contract."""

from app.lowcode import Entity, Menu, Workflow, action, through
from app.security.roles import Role
from app.servicing.contract.model import Contract
from app.servicing.receipt import operations
from app.servicing.receipt.model import Allocation, Receipt
from app.servicing.receipt.model import ReceiptStatus as State

_STEPS = (
    action("post", "Post", source=(State.DRAFT,), target=State.POSTED, run=operations.post, touches=(Contract,)),
    action("cancel", "Cancel", source=(State.DRAFT,), target=State.CANCELLED, needs_reason=True, danger=True),
    action(
        "reverse",
        "Reverse",
        source=(State.POSTED,),
        run=operations.reverse,
        touches=(Contract,),
        apart_from=("receipt.post",),
        needs_reason=True,
        danger=True,
    ),
)

ENTITY = Entity(
    Receipt,
    "Receipts",
    menu=Menu.SERVICING,
    icon="receipt",
    access={
        Role.SALES: "read:own",
        Role.TEAM_LEAD: "read:team",
        Role.RISK: "read",
        Role.MANAGER: "read",
        Role.CASHIER: "read add edit post cancel",
        Role.ACCOUNTANT: "read reverse export",
        Role.COLLECTOR: "read:own",
        Role.FIELD_COLLECTOR: "read:own add:own",
        Role.CARE: "read:own",
        Role.AUDITOR: "read",
    },
    scope=through("contract_id"),
    workflow=Workflow(State.DRAFT, _STEPS, editable_in=(State.DRAFT,), closed=(State.POSTED, State.CANCELLED)),
)

ALLOCATIONS = Entity(
    Allocation,
    "Allocations",
    menu=Menu.BOOKS,
    icon="arrows-split",
    access={
        Role.SALES: "read:own",
        Role.TEAM_LEAD: "read:team",
        Role.RISK: "read",
        Role.MANAGER: "read",
        Role.CASHIER: "read",
        Role.ACCOUNTANT: "read export",
        Role.COLLECTOR: "read:own",
        Role.FIELD_COLLECTOR: "read:own",
        Role.CARE: "read:own",
        Role.AUDITOR: "read",
    },
    scope=through("contract_id"),
)
