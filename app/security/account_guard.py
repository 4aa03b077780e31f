"""The guard of FAB's own tables: who may change accounts and roles, and what such a change ends at once."""

from collections.abc import Iterable
from typing import Any

from flask import has_request_context
from flask_appbuilder.security.sqla.models import Group, PermissionView, Role, User, assoc_user_role
from sqlalchemy import event, func, inspect, select
from sqlalchemy.orm import Session, scoped_session

from app.security.acting import principal_of
from app.security.loading import load_permissions
from app.security.principal import Kind, Principal
from app.security.roles import Role as Name
from app.security.sign_in import end_all_sign_ins
from app.shared.errors import Conflict, Denied
from app.shared.text import msg

BOOTSTRAP = "Admin"
PUBLIC = "Public"  # FAB looks it up for everybody who is not signed in; it holds nothing
_ADMINISTRATORS = frozenset({Name.ADMINISTRATOR, BOOTSTRAP})
_ENDS_SIGN_INS = ("password", "active", "roles", "groups")
# The name is what the audit says of whoever acts: nobody chooses their own.
_NEED_RIGHT = ("active", "roles", "groups", "username", "first_name", "last_name", "email")
_LAST = "administrator_may_be_missing"


def is_declared_role(role_name: str) -> bool:
    """Tell whether the application declares what this role may do, so that nobody changes it on a screen."""
    return role_name in (*Name, BOOTSTRAP, PUBLIC)


def guard_accounts(session: scoped_session[Any] | Any) -> None:
    """Check each flush of the session that changes users, roles or groups."""
    event.listen(session, "before_flush", _check)
    event.listen(session, "after_flush", _refuse_without_administrator)


def _check(session: Session, _context: object, _instances: object) -> None:
    users = [row for row in (*session.new, *session.dirty, *session.deleted) if isinstance(row, User)]
    roles = [row for row in (*session.new, *session.dirty, *session.deleted) if isinstance(row, (Role, Group))]
    if not (users or roles):
        return
    principal = principal_of(session)
    if _is_checked(principal):
        for user in users:
            _check_user(session, principal, user)
        for role in roles:
            _check_role(session, principal, role)
    for user in users:
        if user in session.deleted or (user.id and _changed(user, _ENDS_SIGN_INS)):
            end_all_sign_ins(session, user.id)
        if _stops_administering(session, user):
            session.info[_LAST] = True


def _is_checked(principal: Principal | None) -> bool:
    """Tell whether a person asks: commands on the server and system jobs may set up whom they like."""
    return principal.kind is not Kind.SYSTEM if principal is not None else has_request_context()


def _check_user(session: Session, principal: Principal | None, user: User) -> None:
    is_new_or_gone = user in session.new or user in session.deleted
    is_own = principal is not None and user.id is not None and user.id == principal.user_id
    needs_right = _changed(user, _NEED_RIGHT) or (_changed(user, ("password",)) and not is_own)
    if not is_new_or_gone and not needs_right:
        return
    _require_administrator(principal)
    if is_own and _changed(user, ("roles", "groups", "active")):
        raise Denied(msg("Another administrator must change your own rights."))
    joined = inspect(user).attrs.groups.history.added or ()
    granted = {role.name for role in (*(inspect(user).attrs.roles.history.added or ()), *_roles_of(joined))}
    if user in session.new:
        granted |= {role.name for role in (*user.roles, *_roles_of(user.groups))}
    if BOOTSTRAP in granted and (principal is None or BOOTSTRAP not in principal.roles):
        raise Denied(msg("Nobody can grant a right that they do not have."))


def _roles_of(groups: Iterable[Group]) -> list[Role]:
    return [role for group in groups for role in group.roles]


def _check_role(session: Session, principal: Principal | None, role: Role | Group) -> None:
    is_changed = role in session.new or role in session.deleted or session.is_modified(role)
    names = ("name", "permissions") if isinstance(role, Role) else ("name", "roles", "users")
    if not is_changed or (role not in session.new and role not in session.deleted and not _changed(role, names)):
        return
    _require_administrator(principal)
    if isinstance(role, Group):
        granted = {pair for each in role.roles for pair in _pairs(each.permissions)}
    else:
        if is_declared_role(role.name):
            raise Denied(msg("The rights of this role are declared by the application: make a role of your own."))
        granted = _pairs(inspect(role).attrs.permissions.history.added or ())
    held: set[tuple[str, str]] = set()
    if principal is not None and principal.user_id is not None:
        held = {pair for pairs in load_permissions(session, principal.user_id).values() for pair in pairs}
    if granted - held:
        raise Denied(msg("Nobody can grant a right that they do not have."))


def _require_administrator(principal: Principal | None) -> None:
    if principal is None or not principal.roles & _ADMINISTRATORS:
        raise Denied(msg("Only an administrator changes users and roles."))


def _pairs(permissions: Iterable[PermissionView]) -> set[tuple[str, str]]:
    return {(pair.permission.name, pair.view_menu.name) for pair in permissions}


def _changed(row: Any, names: Iterable[str]) -> bool:
    attributes = inspect(row).attrs
    return any(attributes[name].history.has_changes() for name in names)


def _stops_administering(session: Session, user: User) -> bool:
    removed = {role.name for role in inspect(user).attrs.roles.history.deleted or ()}
    held = removed | {role.name for role in user.roles}
    goes = user in session.deleted or (user.id is not None and not user.active and _changed(user, ("active",)))
    return bool((held if goes else removed) & _ADMINISTRATORS)


def _refuse_without_administrator(session: Session, _context: object) -> None:
    """Refuse the change that would leave nobody to administer the application."""
    if not session.info.pop(_LAST, False):
        return
    users, roles, links = User.__table__, Role.__table__, assoc_user_role
    holders = (
        select(func.count(users.c.id))
        .select_from(links)
        .join(users, users.c.id == links.c.user_id)
        .join(roles, roles.c.id == links.c.role_id)
        .where(roles.c.name.in_(sorted(_ADMINISTRATORS)), users.c.active.is_(True))
    )
    if not session.connection().scalar(holders):
        raise Conflict(msg("The last administrator must stay: name another one first."))
