"""The access policy of each model: who may do what, and which columns place a row in somebody's scope."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement

from app.security.access import Scope, parse_access
from app.security.roles import Role
from app.shared.record import Governed


@dataclass(frozen=True)
class RowScope:
    """Where a row's place is written.

    `parents`: foreign keys whose target lends its scope. `own_columns`: the row has branch and owner itself.
    `mine`: further employee columns that make a row one's own. `shared`: everybody who may read, reads all rows.
    `involves`: foreign keys to rows that become visible to this row's owner, as a collector's customer does.
    `subject`: the columns that name another row's model and id; whoever reads that row whole reads this one too.
    `part`: the condition of the rows that the scope `own` reaches where nobody owns rows.
    """

    own_columns: bool = False
    parents: tuple[str, ...] = ()
    mine: tuple[str, ...] = ()
    shared: bool = False
    involves: tuple[str, ...] = ()
    subject: tuple[str, str] | None = None
    part: Callable[[Any], ColumnElement[bool]] | None = None


def owned(*also_through: str, mine: tuple[str, ...] = (), involves: tuple[str, ...] = ()) -> RowScope:
    """Rows with a branch and an owner; those of one's own customer (`"customer_id"`) are one's own too."""
    return RowScope(own_columns=True, parents=also_through, mine=mine, involves=involves)


def through(*parents: str, mine: tuple[str, ...] = (), involves: tuple[str, ...] = ()) -> RowScope:
    """Rows seen by whoever sees the row that `parents` name, and by the employees in the columns `mine`."""
    return RowScope(parents=parents, mine=mine, involves=involves)


def shared() -> RowScope:
    """Reference rows of the whole company: branches, products, holidays."""
    return RowScope(shared=True)


def of_subject(entity: str, record_id: str) -> RowScope:
    """Rows about a row of any model, which their two columns name: they follow what they are about."""
    return RowScope(subject=(entity, record_id))


def in_part(part: Callable[[Any], ColumnElement[bool]]) -> RowScope:
    """Rows of the whole company of which the scope `own` reaches only those that `part` selects."""
    return RowScope(shared=True, part=part)


@dataclass(frozen=True)
class Policy:
    """One model's rights: role → word → scope, row scope and the fields a role does not get to see."""

    model: type[Governed]
    scope: RowScope
    access: Mapping[Role, Mapping[str, Scope]]
    hidden: Mapping[Role, frozenset[str]] = field(default_factory=dict)
    words: tuple[str, ...] = ()


_policies: dict[type[Governed], Policy] = {}


def register_policy(
    model: type[Governed],
    *,
    scope: RowScope,
    access: Mapping[Role, str],
    words: tuple[str, ...],
    hidden: Mapping[Role, Iterable[str]] | None = None,
) -> Policy:
    """Make `model` visible under these rights; a model without a policy shows no row to anybody.

    Raises ValueError where a role is given a word that the entity does not have.
    """
    table = {role: parse_access(text, role) for role, text in access.items()}
    for role, grants in table.items():
        if unknown := set(grants) - set(words):
            raise ValueError(f"{model.__name__}: role {role} is given unknown words {sorted(unknown)}")
    policy = Policy(model, scope, table, {r: frozenset(f) for r, f in (hidden or {}).items()}, words)
    _policies[model] = policy
    return policy


def policy_of(model: type[Governed]) -> Policy | None:
    """Return the policy of a model, or None."""
    return _policies.get(model)


def is_shared(model: type[Governed]) -> bool:
    """Tell whether everybody who may read the model reads all its rows, so that an operation need not declare it."""
    policy = policy_of(model)
    return policy is not None and policy.scope.shared and policy.scope.part is None


def all_policies() -> tuple[Policy, ...]:
    """Return every policy in the order of registration."""
    return tuple(_policies.values())
