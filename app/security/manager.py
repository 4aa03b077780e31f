"""The security manager: FAB's checks answered from the principal's rights, loaded once a request."""

from flask import g, has_request_context, request
from flask_appbuilder.security.sqla.manager import SecurityManager as FabSecurityManager
from flask_appbuilder.security.sqla.models import User
from flask_jwt_extended import current_user as token_user
from flask_login import current_user

from app.security.loading import Permissions, load_permissions, load_reach, principal_for
from app.security.principal import Principal


class SecurityManager(FabSecurityManager):
    """FAB's manager with one rights query a request in place of one for every menu item and button."""

    userstatschartview = None

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """Tell whether the signed-in user holds FAB's permission on the view; anonymous users hold none."""
        return any((permission_name, view_name) in pairs for pairs in self.permissions().values())

    def get_user_menu_access(self, menu_names: list[str] | None = None) -> set[str]:
        """Return the menu names that the signed-in user may open."""
        return {view for pairs in self.permissions().values() for name, view in pairs if name == "menu_access"}

    def permissions(self) -> dict[str, Permissions]:
        """Return role → permissions of the signed-in user, empty for an anonymous one."""
        user = signed_in()
        if user is None:  # not kept: a bearer token is checked only after the first question
            return {}
        if "lendboard_permissions" not in g:
            g.lendboard_permissions = load_permissions(self.session, user.id)
        return g.lendboard_permissions

    def principal(self) -> Principal | None:
        """Return the principal of the request's user; None outside a request and for an anonymous one."""
        user = signed_in() if has_request_context() else None
        if user is None:
            return None
        # In the request's own environ, by user: every select asks, and neither another sign-in nor another request may
        # be given this answer.
        known: dict[int, Principal] = request.environ.setdefault("lendboard.principals", {})
        if user.id not in known:
            name = user.get_full_name() or user.username
            known[user.id] = principal_for(user.id, name, self.permissions(), load_reach(self.session, user.id))
        return known[user.id]


def signed_in() -> User | None:
    """Return the user of the request's cookie or of its checked bearer token; None for an anonymous one."""
    return next((user for user in (current_user, token_user) if user and user.is_authenticated), None)
