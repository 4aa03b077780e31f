"""Principal: who is asking, with the rights and the reach that were true when the request began."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.security.access import Scope
from app.security.policies import policy_of
from app.shared.errors import Denied
from app.shared.record import Governed


class Kind(enum.StrEnum):
    """A person, an operation that acts for a person, or a named job of the system."""

    USER = "user"
    OPERATION = "operation"
    SYSTEM = "system"


@dataclass(frozen=True)
class Reach:
    """The part of the company a user sees; `branches` is None for the whole of it."""

    employee_id: int | None = None
    home_branch_id: int | None = None
    branches: frozenset[int] | None = frozenset()
    team: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Principal:
    """`grants` maps a model's name to word → scope; `entities` limits an operation to what it declared.

    `person` is who stands behind an operation, whose own name is that of the command.
    """

    kind: Kind
    name: str
    user_id: int | None = None
    roles: frozenset[str] = frozenset()
    reach: Reach = field(default_factory=Reach)
    grants: Mapping[str, Mapping[str, Scope]] = field(default_factory=dict)
    entities: frozenset[type[Governed]] = frozenset()
    person: str = ""
    # Built on first use: the rights of a principal never change, and neither do the criteria made of them.
    criteria: dict[type[Governed], Any] = field(default_factory=dict, compare=False, repr=False)

    def scope_of(self, model: type[Governed], word: str) -> Scope | None:
        """Return how far `word` reaches on `model` for this user, or None where it is not granted."""
        return self.grants.get(model.__name__, {}).get(word)

    def may(self, model: type[Governed], word: str) -> bool:
        """Tell whether the word is granted at all, on whichever rows."""
        return self.kind is not Kind.USER or self.scope_of(model, word) is not None

    def require(self, model: type[Governed], word: str) -> Scope:
        """Return the scope of `word` on `model`; raises Denied where it is not granted."""
        scope = Scope.COMPANY if self.kind is not Kind.USER else self.scope_of(model, word)
        if scope is None:
            raise Denied
        return scope

    @property
    def lacks_place(self) -> bool:
        """Tell whether the user's rights end at a branch or a person while the user stands in no branch."""
        scopes = {scope for words in self.grants.values() for scope in words.values()}
        return self.kind is Kind.USER and self.reach.branches == frozenset() and bool(scopes - {Scope.COMPANY})

    def hidden_fields(self, model: type[Governed]) -> frozenset[str]:
        """Return the fields that all of the user's roles hide which reach as many rows as the user does.

        A narrow role does not uncover the fields of the many rows that only a wide role shows.
        """
        policy = policy_of(model)
        if self.kind is not Kind.USER or policy is None:
            return frozenset()
        reading = {r: words["read"] for r, words in policy.access.items() if r in self.roles and "read" in words}
        widest = [policy.hidden.get(r, frozenset()) for r, scope in reading.items() if scope == max(reading.values())]
        return frozenset.intersection(*widest) if widest else frozenset()


def system(name: str, on_behalf_of: Principal | None = None) -> Principal:
    """Return the principal of a named job; it sees and writes all rows, and the audit carries its name."""
    return Principal(Kind.SYSTEM, name, user_id=on_behalf_of.user_id if on_behalf_of else None)


def operation_for(user: Principal, name: str, entities: frozenset[type[Governed]]) -> Principal:
    """Return the principal of an operation that acts for `user` on the entities it declared."""
    return Principal(
        Kind.OPERATION,
        name,
        user_id=user.user_id,
        person=user.person or user.name,
        roles=user.roles,
        reach=user.reach,
        grants=user.grants,
        entities=entities,
    )
