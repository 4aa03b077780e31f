"""Access words with their scope, as the declarations write them: `"read:own add edit:own export"`."""

from collections.abc import Mapping
from enum import IntEnum

from app.security.roles import BRANCH_OWNERS, Role


class Scope(IntEnum):
    """How far a word reaches, narrow to wide, so that the widest of several roles is their maximum."""

    OWN = 1
    TEAM = 2
    BRANCH = 3
    COMPANY = 4


CRUD_WORDS = ("read", "add", "edit", "delete", "export", "reveal")

Grants = Mapping[str, Scope]


def parse_access(text: str, role: str) -> dict[str, Scope]:
    """Return word → scope; a word without a scope reaches the user's branch and those below it.

    Raises ValueError for an unknown scope, so that a misspelt declaration stops the start.
    """
    grants: dict[str, Scope] = {}
    for item in text.split():
        word, _, scope = item.partition(":")
        if scope and scope.upper() not in Scope.__members__:
            raise ValueError(f"{item!r}: a scope is one of own, team, branch, company")
        reach = Scope[scope.upper()] if scope else Scope.BRANCH
        grants[word] = Scope.BRANCH if reach is Scope.OWN and role in BRANCH_OWNERS else reach
    return grants


def permission_name(word: str) -> str:
    """Return FAB's permission name of a word: `read` is `can_read`."""
    return f"can_{word}"


AccessTable = Mapping[Role, str]
