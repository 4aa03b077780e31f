"""Entity: one declaration from which a model gets its screens, API, export, audit, permissions and documentation."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from app.lowcode.action import Action, Workflow
from app.lowcode.menu import Menu
from app.security.access import CRUD_WORDS, AccessTable
from app.security.policies import RowScope
from app.security.roles import Role
from app.shared.field import table_name
from app.shared.record import Governed
from app.shared.text import Message, humanise, msg

Problem = Message | tuple[str, Message] | None
Rule = Callable[..., Problem]


@dataclass(frozen=True)
class Entity:
    """What a model cannot say itself.

    `plural`: the name of its list. `access`: role → words with scopes, see `app.security.access`. `scope`: which
    columns place a row. `rules`: pure functions of the record that return None, a message, or (field, message).
    `entry_rules`: the same, but binding people only: what a migrated book may lack until somebody edits the record.
    `hidden`: role → fields that the role does not see at all. `actions`: commands beside those of the workflow.
    `case`: the key under which duties of several records are held apart. `order`: default sort, `-` for descending.
    `deadline`: the timestamp by which an open record must have moved on.
    `found_everywhere`: whether the search over all entities looks here; details of other records would only be noise.
    """

    model: type[Governed]
    plural: str
    menu: Menu | None
    access: AccessTable
    scope: RowScope
    rules: tuple[Rule, ...] = ()
    entry_rules: tuple[Rule, ...] = ()
    workflow: Workflow | None = None
    actions: tuple[Action, ...] = ()
    hidden: Mapping[Role, Iterable[str]] = field(default_factory=dict)
    case: Callable[[Governed], str] | None = None
    order: str = "-id"
    deadline: str = ""
    found_everywhere: bool = True
    icon: str = "point"
    singular: str = ""

    @property
    def name(self) -> str:
        """The model's class name; FAB's view menu and the audit know the entity by it."""
        return self.model.__name__

    @property
    def slug(self) -> str:
        """The name in addresses: `promise_to_pay`."""
        return table_name(self.name)

    @property
    def label(self) -> Message:
        """The name of one record."""
        return msg(self.singular or humanise(self.name))

    @property
    def title(self) -> Message:
        """The name of the list."""
        return msg(self.plural)

    @property
    def commands(self) -> dict[str, Action]:
        """Every command by name, the workflow's first."""
        steps = self.workflow.actions if self.workflow else ()
        return {a.name: a for a in (*steps, *self.actions)}

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that access may grant on this entity."""
        return (*CRUD_WORDS, *self.commands)

    def state_of(self, record: Governed) -> str:
        """Return the record's state, or an empty text for an entity without a workflow."""
        return str(getattr(record, self.workflow.column)) if self.workflow else ""
