"""Related parties: declared by staff to the data steward, so that nobody acts on a loan of their own family."""

from app.lowcode import Entity, Menu, shared
from app.lowcode.related_party import RelatedParty
from app.security.roles import Role

ENTITY = Entity(
    RelatedParty,
    "Related parties",
    menu=Menu.ORGANISATION,
    icon="users",
    access={
        Role.RISK: "read",
        Role.MANAGER: "read",
        Role.AUDITOR: "read",
        Role.DATA_STEWARD: "read add edit delete",
    },
    scope=shared(),
)
