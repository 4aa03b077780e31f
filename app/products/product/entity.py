"""Products: drafted by an administrator, edited by risk and legal, checked by legal, approved by management."""

from app.lowcode import Entity, Menu, Workflow, action, shared
from app.products.product.model import Product, ProductStatus
from app.products.product.rules import (
    bands_are_ordered,
    collateral_rules_are_given,
    has_a_method,
    validity_is_a_stretch,
)
from app.security.roles import Role

_READERS = (
    Role.SALES,
    Role.TEAM_LEAD,
    Role.APPRAISER,
    Role.CASHIER,
    Role.ACCOUNTANT,
    Role.COLLECTOR,
    Role.FIELD_COLLECTOR,
    Role.CARE,
    Role.MARKETING,
    Role.AUDITOR,
    Role.DATA_STEWARD,
)

ENTITY = Entity(
    Product,
    "Products",
    menu=Menu.ORGANISATION,
    icon="package",
    access=dict.fromkeys(_READERS, "read")
    | {
        Role.ADMINISTRATOR: "read add edit submit",
        Role.RISK: "read edit submit",
        Role.LEGAL: "read edit check return",
        Role.MANAGER: "read approve return retire",
    },
    scope=shared(),
    rules=(bands_are_ordered, validity_is_a_stretch, has_a_method, collateral_rules_are_given),
    workflow=Workflow(
        initial=ProductStatus.DRAFT,
        editable_in=(ProductStatus.DRAFT,),
        actions=(
            action("submit", "Submit", source=(ProductStatus.DRAFT,), target=ProductStatus.SUBMITTED),
            action("check", "Confirm legality", source=(ProductStatus.SUBMITTED,), target=ProductStatus.CHECKED),
            action(
                "approve",
                "Approve",
                source=(ProductStatus.CHECKED,),
                target=ProductStatus.APPROVED,
                apart_from=("product.create", "product.edit", "product.submit", "product.check"),
            ),
            action(
                "return",
                "Return for correction",
                source=(ProductStatus.SUBMITTED, ProductStatus.CHECKED),
                target=ProductStatus.DRAFT,
                needs_reason=True,
            ),
            action(
                "retire",
                "Retire",
                source=(ProductStatus.APPROVED,),
                target=ProductStatus.RETIRED,
                needs_reason=True,
                danger=True,
            ),
        ),
    ),
    order="name",
)
