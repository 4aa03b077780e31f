"""The repayment schedules of contracts: read by all who see the contract, written by nobody."""

from app.lowcode import Entity, Menu, through
from app.security.roles import Role
from app.servicing.instalment.model import Instalment

ENTITY = Entity(
    Instalment,
    "Instalments",
    menu=Menu.SERVICING,
    icon="calendar-dollar",
    access={
        Role.SALES: "read:own",
        Role.TEAM_LEAD: "read:team",
        Role.APPRAISER: "read",
        Role.RISK: "read",
        Role.MANAGER: "read",
        Role.LEGAL: "read",
        Role.CASHIER: "read",
        Role.ACCOUNTANT: "read export",
        Role.COLLECTOR: "read:own",
        Role.FIELD_COLLECTOR: "read:own",
        Role.CARE: "read:own",
        Role.AUDITOR: "read",
    },
    scope=through("contract_id"),
    order="due_on",
)
