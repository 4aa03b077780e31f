"""Imports: read by those who answer for data and for risk, written by the import alone."""

from app.lowcode import Entity, Menu, shared, through
from app.security.roles import Role
from app.servicing.book_import.model import ImportBatch, ImportedLoan, ImportFinding

_READERS = {Role.DATA_STEWARD: "read export", Role.AUDITOR: "read", Role.RISK: "read", Role.MANAGER: "read"}

BATCHES = Entity(
    ImportBatch, "Imports", singular="Import", menu=Menu.ADMINISTRATION, icon="upload", access=_READERS, scope=shared()
)

FINDINGS = Entity(
    ImportFinding,
    "Import findings",
    menu=Menu.ADMINISTRATION,
    icon="list-search",
    access=_READERS,
    scope=shared(),
    order="line",
)

LOANS = Entity(
    ImportedLoan,
    "Imported loans",
    menu=Menu.ADMINISTRATION,
    icon="world",
    access=_READERS,
    scope=through("contract_id"),
)
