"""Receipts and their allocation: cashiers post them, accounting reverses the latest of a contract."""

from app.lowcode import Entity, Menu, Workflow, through
from app.security.roles import Role
from app.servicing.receipt.model import Allocation, Receipt, ReceiptStatus

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
        Role.CASHIER: "read add edit",
        Role.ACCOUNTANT: "read export",
        Role.COLLECTOR: "read:own",
        Role.FIELD_COLLECTOR: "read:own add:own",
        Role.CARE: "read:own",
        Role.AUDITOR: "read",
    },
    scope=through("contract_id"),
    workflow=Workflow(ReceiptStatus.DRAFT, (), editable_in=(ReceiptStatus.DRAFT,)),
)

ALLOCATIONS = Entity(
    Allocation,
    "Allocations",
    menu=Menu.SERVICING,
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
