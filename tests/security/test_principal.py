"""Principal: who must be told that they stand in no branch."""

import pytest

from app.security.access import Scope
from app.security.principal import Kind, Principal, Reach


@pytest.mark.parametrize(
    ("scope", "branches", "lacks"),
    [
        (Scope.BRANCH, frozenset(), True),
        (Scope.OWN, frozenset(), True),
        (Scope.BRANCH, frozenset({3}), False),
        (Scope.BRANCH, None, False),
        (Scope.COMPANY, frozenset(), False),
    ],
)
def test_only_a_user_whose_rights_end_at_a_branch_lacks_one(
    scope: Scope, branches: frozenset[int] | None, lacks: bool
) -> None:
    user = Principal(Kind.USER, "mai", reach=Reach(branches=branches), grants={"Lead": {"read": scope}})
    assert user.lacks_place is lacks
