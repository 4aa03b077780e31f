"""Branch: a node of the branch tree, by which rows are seen."""

from sqlalchemy.orm import Mapped

from app.lowcode import Entity, Menu, Record, field, reference, shared
from app.security.roles import Role
from app.shared.text import Message, msg


class Branch(Record):
    """An office of the lender; the one without a parent is the head office."""

    __prefix__ = "BRN"
    __title__ = ("name",)

    name: Mapped[str] = field("Name", listed=True, searchable=True, unique=True)
    parent_id: Mapped[int | None] = reference("Branch", "Belongs to", listed=True, filtered=True)
    province: Mapped[str | None] = field("Province", listed=True, filtered=True)
    address: Mapped[str | None] = field("Address", max_length=300)
    phone: Mapped[str | None] = field("Phone")


def branch_is_not_its_own_parent(branch: Branch) -> tuple[str, Message] | None:
    """Refuse the shortest circle; longer ones are refused when the tree is rebuilt."""
    if branch.parent_id is not None and branch.parent_id == branch.id:
        return "parent_id", msg("A branch cannot belong to itself.")
    return None


ENTITY = Entity(
    Branch,
    "Branches",
    menu=Menu.ORGANISATION,
    icon="building",
    access=dict.fromkeys(Role, "read") | {Role.ADMINISTRATOR: "read add edit export"},
    scope=shared(),
    rules=(branch_is_not_its_own_parent,),
    order="name",
)
