"""DocumentRequirement: which papers an application of a product class needs, as the company decides."""

import enum

from sqlalchemy.orm import Mapped

from app.lowcode import Entity, Menu, Record, field, shared
from app.security.roles import Role
from app.shared.product_class import ProductClass


class DocumentGroup(enum.StrEnum):
    """The customer file has three parts, the loan file two."""

    PERSONAL = "personal"
    RESIDENCE = "residence"
    INCOME = "income"
    LOAN = "loan"
    VEHICLE = "vehicle"

    __labels__ = {"residence": "Proof of residence", "income": "Proof of income", "loan": "Loan file"}


class DocumentRequirement(Record):
    """No product class means every class; a change concerns applications submitted after it."""

    __prefix__ = "DRQ"
    __title__ = ("name",)

    name: Mapped[str] = field("Document", listed=True, searchable=True)
    group: Mapped[DocumentGroup] = field("Part of the file", listed=True, filtered=True)
    product_class: Mapped[ProductClass | None] = field(
        "Product class", listed=True, filtered=True, help="Empty: every class."
    )
    mandatory: Mapped[bool] = field("Mandatory", listed=True, filtered=True, default=True)


ENTITY = Entity(
    DocumentRequirement,
    "Required documents",
    menu=Menu.ORIGINATION,
    icon="list-check",
    singular="Required document",
    access=dict.fromkeys(Role, "read")
    | {
        Role.RISK: "read edit",
        Role.LEGAL: "read edit",
        Role.ADMINISTRATOR: "read add edit delete export",
    },
    scope=shared(),
    order="group",
)
