"""Customer: who may see and change customers, and where they stand in the menu."""

from app.lowcode import Entity, Menu, owned, personal
from app.parties.customer.model import Customer
from app.parties.customer.rules import identity_is_complete, identity_number_fits_its_type, is_of_age
from app.security.roles import Role

# Marketing counts customers; what could name one, or tell of their debts, is no part of that.
_NAMES_OR_JUDGES = (
    "id_type", "id_issued_on", "ward", "employer", "household_expense", "debt_group", "blacklisted", "deceased",
)  # fmt: skip

ENTITY = Entity(
    Customer,
    "Customers",
    menu=Menu.CUSTOMERS,
    icon="users",
    access={
        Role.SALES: "read:own add:own edit:own reveal:own",
        Role.TEAM_LEAD: "read:team reveal:team",
        Role.APPRAISER: "read:own reveal:own",
        Role.RISK: "read reveal",
        Role.MANAGER: "read",
        Role.LEGAL: "read:own reveal:own",
        Role.CASHIER: "read:own",
        Role.ACCOUNTANT: "read:own",
        Role.COLLECTOR: "read:own reveal:own",
        Role.FIELD_COLLECTOR: "read:own reveal:own",
        Role.CARE: "read:own edit:own reveal:own",
        Role.MARKETING: "read",
        Role.AUDITOR: "read",
        Role.DATA_STEWARD: "read add edit export reveal",
    },
    hidden={Role.MARKETING: (*personal(Customer), *_NAMES_OR_JUDGES)},
    scope=owned(),
    rules=(identity_number_fits_its_type, is_of_age),
    entry_rules=(identity_is_complete,),
)
