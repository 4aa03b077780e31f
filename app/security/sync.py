"""Writing the declared access into FAB's role rows, so that FAB's screens show and FAB's checks use the same rights."""

from collections.abc import Iterable
from typing import Any

from flask_appbuilder import AppBuilder
from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    ViewMenu,
    assoc_permissionview_role,
)
from flask_appbuilder.security.sqla.models import (
    Role as RoleRow,
)
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.security.access import permission_name
from app.security.account_guard import PUBLIC
from app.security.policies import all_policies
from app.security.roles import Role

Grant = tuple[str, str, str]  # role, permission, view

# Every signed-in person manages their own account, and nothing else, on FAB's screens.
_OWN_ACCOUNT = (
    ("can_userinfo", "UserDBModelView"),
    ("resetmypassword", "UserDBModelView"),
    ("can_this_form_get", "ResetMyPasswordView"),
    ("can_this_form_post", "ResetMyPasswordView"),
)
_SECURITY_VIEWS = ("UserDBModelView", "RoleModelView", "UserGroupModelView", "PermissionViewModelView")
_SECURITY_MENUS = ("Security", "List Users", "List Roles", "List Groups")
_READ = ("can_list", "can_show")
_WRITE = ("can_add", "can_edit")


def declared_grants() -> set[Grant]:
    """Return every grant that the declarations and the account rules name."""
    grants: set[Grant] = {
        (role, permission_name(word), policy.model.__name__)
        for policy in all_policies()
        for role, words in policy.access.items()
        for word in words
    }
    grants |= {(role, permission, view) for role in Role for permission, view in _OWN_ACCOUNT}
    for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.DATA_STEWARD):
        grants |= {(role, p, v) for p in _READ for v in _SECURITY_VIEWS}
        grants |= {(role, "menu_access", menu) for menu in _SECURITY_MENUS}
    grants |= {(Role.ADMINISTRATOR, p, v) for p in _WRITE for v in _SECURITY_VIEWS}
    grants |= {(Role.ADMINISTRATOR, "resetpasswords", "UserDBModelView")}
    grants |= {(Role.ADMINISTRATOR, p, "ResetPasswordView") for p in ("can_this_form_get", "can_this_form_post")}
    return grants


def admin_grants(appbuilder: AppBuilder) -> set[Grant]:
    """Return every permission of every view and menu for FAB's own Admin, as FAB would write them one by one."""
    admin = appbuilder.sm.auth_role_admin
    grants = {
        (admin, permission, view.class_permission_name)
        for view in appbuilder.baseviews
        for permission in view.base_permissions or ()
    }
    for category in appbuilder.menu.get_list():
        grants |= {(admin, "menu_access", item.name) for item in (category, *category.childs) if item.name != "-"}
    return grants


def sync_roles(session: Session, extra: Iterable[Grant] = ()) -> None:
    """Make the rows of our fifteen roles equal to the declared grants and `extra`; other roles stay as they are."""
    wanted = declared_grants() | set(extra)
    connection = session.connection()
    roles = _ids(connection, RoleRow.__table__, {*Role, PUBLIC, *(grant[0] for grant in wanted)})
    permissions = _ids(connection, Permission.__table__, {grant[1] for grant in wanted})
    views = _ids(connection, ViewMenu.__table__, {grant[2] for grant in wanted})
    pairs = _pair_ids(connection, {(permissions[p], views[v]) for _, p, v in wanted})
    links = {(roles[r], pairs[permissions[p], views[v]]) for r, p, v in wanted}
    table = assoc_permissionview_role
    ours = {roles[role] for role in (*Role, *(grant[0] for grant in wanted))}
    present = {
        (role, pair): key
        for key, pair, role in connection.execute(
            select(table.c.id, table.c.permission_view_id, table.c.role_id).where(table.c.role_id.in_(ours))
        )
    }
    if missing := links - set(present):
        connection.execute(insert(table), [{"role_id": r, "permission_view_id": p} for r, p in sorted(missing)])
    if stale := [key for link, key in present.items() if link not in links]:
        connection.execute(delete(table).where(table.c.id.in_(stale)))


def _ids(connection: Any, table: Any, names: set[str]) -> dict[str, int]:
    found = dict(connection.execute(select(table.c.name, table.c.id)).all())
    if missing := sorted({str(n) for n in names} - set(found)):
        connection.execute(insert(table), [{"name": name} for name in missing])
        found = dict(connection.execute(select(table.c.name, table.c.id)).all())
    return found


def _pair_ids(connection: Any, wanted: set[tuple[int, int]]) -> dict[tuple[int, int], int]:
    table = PermissionView.__table__
    query = select(table.c.permission_id, table.c.view_menu_id, table.c.id)
    found = {(p, v): key for p, v, key in connection.execute(query)}
    if missing := sorted(wanted - set(found)):
        connection.execute(insert(table), [{"permission_id": p, "view_menu_id": v} for p, v in missing])
        found = {(p, v): key for p, v, key in connection.execute(query)}
    return found
