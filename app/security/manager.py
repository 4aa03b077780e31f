"""The security manager: FAB's checks with rights read once a request, sign-ins on the server, passwords checked."""

import re
from typing import Any

from flask import Flask, current_app, g, has_request_context, request
from flask import session as cookie
from flask_appbuilder.exceptions import PasswordComplexityValidationError
from flask_appbuilder.security.sqla.manager import SecurityManager as FabSecurityManager
from flask_appbuilder.security.utils import is_null_password
from flask_jwt_extended import JWTManager
from flask_jwt_extended import current_user as token_user
from flask_login import LoginManager, current_user, user_logged_in
from werkzeug.security import check_password_hash

from app.security.account_views import OwnPasswordView, SignInApi, SignInView
from app.security.attempts import count_attempt, forgive_attempts
from app.security.fab_screens import narrow_screens
from app.security.loading import Permissions, load_permissions, load_reach, principal_for
from app.security.names import name_of_user
from app.security.own_settings import language_of
from app.security.passwords import check_password
from app.security.principal import Principal
from app.security.sign_in import SignInRefused, end_sign_in, is_signed_in, start_sign_in
from app.shared.errors import InvalidInput
from app.shared.events import publish

KEY = "sign_in"
LANGUAGE = "locale"  # FAB's own name for it
# What no database can look for and no password hash can be made of.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_KEPT_AT_SIGN_IN = ("_user_id", "_fresh", "_id", LANGUAGE)


class SecurityManager(FabSecurityManager):
    """FAB's manager with one rights query a request in place of one for every menu item and button."""

    userstatschartview = None
    authdbview = SignInView
    resetmypasswordview = OwnPasswordView
    security_api = SignInApi

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """Tell whether the signed-in user holds FAB's permission on the view; anonymous users hold none."""
        return any((permission_name, view_name) in pairs for pairs in self.permissions().values())

    def get_user_menu_access(self, menu_names: list[str] | None = None) -> set[str]:
        """Return the menu names that the signed-in user may open."""
        return {view for pairs in self.permissions().values() for name, view in pairs if name == "menu_access"}

    def permissions(self) -> dict[str, Permissions]:
        """Return role → permissions of the signed-in user, empty for an anonymous one."""
        user = signed_in()
        if user is None:
            return {}
        # In the request's own environ, by user: neither another sign-in nor another request may be given this answer.
        known: dict[int, dict[str, Permissions]] = request.environ.setdefault("lendboard.permissions", {})
        if user.id not in known:
            known[user.id] = load_permissions(self.session, user.id)
        return known[user.id]

    def principal(self) -> Principal | None:
        """Return the principal of the request's user; None outside a request and for an anonymous one."""
        user = signed_in()
        if user is None:
            return None
        known: dict[int, Principal] = request.environ.setdefault("lendboard.principals", {})
        if user.id not in known:
            name = name_of_user(user)
            known[user.id] = principal_for(user.id, name, self.permissions(), load_reach(self.session, user.id))
        return known[user.id]

    def register_views(self) -> None:
        """Register FAB's views; its account APIs answer a cookie, so they ask for a form token too."""
        for name in ("user", "role", "group", "permission", "view_menu", "permission_view_menu"):
            getattr(self, f"{name}_api").csrf_exempt = False
        narrow_screens(self)
        super().register_views()

    def create_login_manager(self, app: Flask) -> LoginManager:
        """Return FAB's manager, whose every sign-in gets a new key and forgets what the browser had before."""
        # FAB passes the proxy, the signal is sent by the application behind it.
        user_logged_in.connect(self._begin, current_app._get_current_object())  # type: ignore[attr-defined] # noqa: SLF001
        return super().create_login_manager(app)

    def create_jwt_manager(self, app: Flask) -> JWTManager:
        """Return FAB's manager, whose tokens carry the key of their sign-in."""
        manager = super().create_jwt_manager(app)
        manager.additional_claims_loader(self._claims)
        return manager

    def _begin(self, _app: Flask, user: Any) -> None:
        kept = {name: cookie[name] for name in _KEPT_AT_SIGN_IN if name in cookie}
        cookie.clear()
        cookie.update(kept)
        if (language := language_of(self.session, user.id)) is not None:
            cookie[LANGUAGE] = language
        cookie[KEY] = start_sign_in(self.session, user.id)
        self.session.commit()

    def begin_again(self, user_id: int) -> None:
        """Give the browser of this request a new sign-in, after all of the user's have been ended."""
        cookie[KEY] = start_sign_in(self.session, user_id)
        self.session.commit()

    def _claims(self, identity: str) -> dict[str, str]:
        # The access and the refresh token of one sign-in share its key, and so does a token refreshed later.
        if "api_sign_in" not in g:
            token: dict[str, Any] = getattr(g, "_jwt_extended_jwt", {})
            g.api_sign_in = token.get(KEY) or start_sign_in(self.session, int(identity))
            self.session.commit()
        return {KEY: g.api_sign_in}

    def load_user(self, pk: int) -> Any:
        """Return the active user whose sign-in the cookie names, or None."""
        return self._if_signed_in(super().load_user(pk), cookie.get(KEY))

    def load_user_jwt(self, _jwt_header: Any, jwt_data: dict[str, Any]) -> Any:
        """Return the active user whose sign-in the token names, or None."""
        user = self._if_signed_in(super().load_user(jwt_data["sub"]), jwt_data.get(KEY))
        if user is not None:
            g.user = user
        return user

    def _if_signed_in(self, user: Any, key: str | None) -> Any:
        lifetime = current_app.permanent_session_lifetime
        return user if user is not None and is_signed_in(self.session, user.id, key, within=lifetime) else None

    def on_user_logout(self, user: Any) -> None:
        """End the sign-in on the server, so that no copy of the cookie is good any more."""
        end_sign_in(self.session, cookie.pop(KEY, None))
        cookie.pop(LANGUAGE, None)  # whoever signs in here next has their own, or the browser's
        self.session.commit()

    def auth_user_db(self, username: str, password: str) -> Any:
        """Return the user whose password this is, or None, in the same time whoever is named.

        Raises TooManyRequests before it looks at anything.
        """
        if not username or _NO_TEXT.search(username + password) or is_null_password(password):
            return None
        count_attempt(username)
        by_name, by_mail = self.find_user(username=username), self.find_user(email=username)
        user = by_name or by_mail
        usable = user is not None and user.is_active
        expected = user.password if usable else current_app.config["AUTH_DB_FAKE_PASSWORD_HASH_CHECK"]
        if not check_password_hash(expected, password) or not usable:
            publish(SignInRefused(user.id if user is not None else None))
            return None
        forgive_attempts(username)
        self.update_user_auth_stat(user, True)
        return user

    def add_user(
        self,
        username: str,
        first_name: str,
        last_name: str,
        email: str,
        role: Any = None,
        password: str = "",
        **facts: Any,
    ) -> Any:
        """Add a user as FAB does; raises InvalidInput for a password that is too weak."""
        if password:
            _accept(password)
        return super().add_user(username, first_name, last_name, email, role, password, **facts)

    def reset_password(self, userid: int, password: str) -> None:
        """Set a user's password, which ends their sign-ins; raises InvalidInput where it is too weak."""
        _accept(password)
        super().reset_password(userid, password)


def signed_in() -> Any:
    """Return the user of the request's cookie or of its checked bearer token; None for an anonymous one."""
    if not has_request_context():
        return None
    return next((user for user in (current_user, token_user) if user and user.is_authenticated), None)


def _accept(password: str) -> None:
    try:
        check_password(password)
    except PasswordComplexityValidationError as refusal:
        raise InvalidInput.of({"password": str(refusal)}) from None
