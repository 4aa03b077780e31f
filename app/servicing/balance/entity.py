"""The balances of contracts as a list that everyone reads who reads the contract."""

from app.lowcode import Entity, Menu, through
from app.security.roles import Role
from app.servicing.balance.model import ContractBalance

ENTITY = Entity(
    ContractBalance,
    "Contract balances",
    menu=Menu.SERVICING,
    icon="scale",
    access={
        Role.SALES: "read:own",
        Role.TEAM_LEAD: "read:team",
        Role.APPRAISER: "read",
        Role.RISK: "read export",
        Role.MANAGER: "read export",
        Role.LEGAL: "read",
        Role.CASHIER: "read",
        Role.ACCOUNTANT: "read export",
        Role.COLLECTOR: "read:own",
        Role.FIELD_COLLECTOR: "read:own",
        Role.CARE: "read:own",
        Role.AUDITOR: "read",
    },
    scope=through("contract_id"),
    order="-days_past_due",
)
