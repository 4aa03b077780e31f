"""Loading a principal: FAB's role rows, the declared scopes and the user's reach, in two queries."""

from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    User,
    ViewMenu,
    assoc_group_role,
    assoc_permissionview_role,
    assoc_user_group,
    assoc_user_role,
)
from flask_appbuilder.security.sqla.models import (
    Role as RoleRow,
)
from sqlalchemy import select, union
from sqlalchemy.orm import Session, scoped_session

from app.security.access import Scope
from app.security.policies import all_policies
from app.security.principal import Kind, Principal, Reach
from app.security.tables import UserScope

Permissions = frozenset[tuple[str, str]]


def load_permissions(session: Session | scoped_session[Session], user_id: int) -> dict[str, Permissions]:
    """Return role → {(permission, view)} of an active user, as FAB's tables hold them."""
    roles = RoleRow.__table__
    own = select(assoc_user_role.c.user_id, assoc_user_role.c.role_id)
    of_groups = select(assoc_user_group.c.user_id, assoc_group_role.c.role_id).join(
        assoc_group_role, assoc_group_role.c.group_id == assoc_user_group.c.group_id
    )
    links = union(own, of_groups).subquery()
    granted = assoc_permissionview_role
    pair = PermissionView.__table__
    rows = session.connection().execute(
        select(roles.c.name, Permission.__table__.c.name, ViewMenu.__table__.c.name)
        .select_from(links)
        .join(User.__table__, User.__table__.c.id == links.c.user_id)
        .join(roles, roles.c.id == links.c.role_id)
        .outerjoin(granted, granted.c.role_id == roles.c.id)
        .outerjoin(pair, pair.c.id == granted.c.permission_view_id)
        .outerjoin(Permission.__table__, Permission.__table__.c.id == pair.c.permission_id)
        .outerjoin(ViewMenu.__table__, ViewMenu.__table__.c.id == pair.c.view_menu_id)
        .where(links.c.user_id == user_id, User.__table__.c.active.is_(True))
    )
    found: dict[str, set[tuple[str, str]]] = {}
    for role, permission, view in rows:
        found.setdefault(role, set()).update({(permission, view)} if permission else ())
    return {role: frozenset(pairs) for role, pairs in found.items()}


def load_reach(session: Session | scoped_session[Session], user_id: int) -> Reach:
    """Return the part of the company that the user sees."""
    table = UserScope.__table__
    facts: dict[str, set[int]] = {}
    for kind, ref in session.connection().execute(
        select(table.c.kind, table.c.ref_id).where(table.c.user_id == user_id)
    ):
        facts.setdefault(kind, set()).add(ref)
    company = "company" in facts
    return Reach(
        employee_id=next(iter(facts.get("employee", ())), None),
        home_branch_id=next(iter(facts.get("home", ())), None),
        branches=None if company else frozenset(facts.get("branch", ())),
        team=frozenset(facts.get("member", ())) | frozenset(facts.get("employee", ())),
    )


def principal_for(
    user_id: int, name: str, permissions: dict[str, Permissions], reach: Reach, admin_role: str = "Admin"
) -> Principal:
    """Return the principal of a user; FAB's own Admin gets no business grant from its role."""
    grants: dict[str, dict[str, Scope]] = {}
    for policy in all_policies():
        view = policy.model.__name__
        words: dict[str, Scope] = {}
        for role, pairs in permissions.items():
            if role == admin_role:
                continue
            declared = next((words for own, words in policy.access.items() if own == role), {})
            for word in policy.words:
                if (f"can_{word}", view) in pairs:
                    # A role made on FAB's screens declares no scope here: it gets the narrowest.
                    words[word] = max(words.get(word, Scope.OWN), declared.get(word, Scope.OWN))
        if words:
            grants[view] = words
    return Principal(Kind.USER, name, user_id=user_id, roles=frozenset(permissions), reach=reach, grants=grants)


def load_principal(session: Session | scoped_session[Session], user_id: int, name: str) -> Principal:
    """Return the principal of a user with the rights and the reach of this moment."""
    return principal_for(user_id, name, load_permissions(session, user_id), load_reach(session, user_id))
