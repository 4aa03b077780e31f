"""The screens of the ledger: the chart of accounts is kept by accounting, postings are read and exported."""

from app.lowcode import Entity, Menu, shared
from app.security.policies import RowScope
from app.security.roles import Role
from app.servicing.ledger.model import Account, LedgerEntry, LedgerLine

ACCOUNTS = Entity(
    Account,
    "Accounts",
    menu=Menu.BOOKS,
    icon="list-numbers",
    access={
        Role.RISK: "read",
        Role.MANAGER: "read",
        Role.CASHIER: "read",
        Role.ACCOUNTANT: "read edit export",
        Role.AUDITOR: "read export",
    },
    scope=shared(),
    order="number",
)

_READERS = {
    Role.RISK: "read",
    Role.MANAGER: "read",
    Role.ACCOUNTANT: "read export",
    Role.AUDITOR: "read export",
}

# The branch is the contract's at the time of posting: moving a contract moves no past income.
ENTRIES = Entity(
    LedgerEntry,
    "Ledger entries",
    menu=Menu.BOOKS,
    icon="book-2",
    access=_READERS,
    scope=RowScope(own_columns=True),
)

LINES = Entity(
    LedgerLine,
    "Ledger lines",
    menu=Menu.BOOKS,
    icon="list-details",
    access=_READERS,
    scope=RowScope(own_columns=True),
)
