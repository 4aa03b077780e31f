"""Default deny for the whole web surface: each address is public, declared, or under a permission."""

from typing import Any

from flask import Flask, abort, current_app, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import SecurityError
from werkzeug.routing import Rule

from app.security.fab_screens import refuse_unreadable_addresses
from app.security.passwords import check_password

# Addresses that answer without a sign-in, and why.
PUBLIC = {
    "static": "styles and scripts of the sign-in page",
    "appbuilder.static": "FAB's own styles and scripts",
    "health": "load balancers and the supervisor",
    "shell.choose_language": "the sign-in page has a language menu too",
    "LocaleView.index": "FAB's language menu",
    "AuthDBView.login": "the way in",
    "SignInView.login": "the way in",
    "SignInApi.login": "the way in for programs",
}
# Addresses that every signed-in user may open, and what guards the rest.
SIGNED_IN = {
    "dashboards.libraries": "the scripts of all dashboards, which hold no figure",
    "IndexView.index": "the home page shows what the user's own rights show",
    "UtilView.back": "returns to the page before",
    "SignInView.logout": "ends one's own sign-in",
    "SignInApi.refresh": "needs a refresh token of a living sign-in",
    "SignInApi.logout": "ends one's own sign-in",
    "PickerView.pick": "asks for the right to read the entity it lists",
    "SearchView.search": "looks only through what the user may read",
}
# Addresses under one guard of their own, which asks for the permission of the dashboard.
GUARDED_TREES = ("/dash/",)
_API = "/api/"
_ASKED_BY_SCRIPTS = ("/pick/", "/_dash", "/_reload")


class UnprotectedError(RuntimeError):
    """The application lacks a protection without which it must not run."""


def close_by_default(app: Flask) -> None:
    """Refuse to start without form tokens, and ask everybody to sign in for all that is not public."""
    if "csrf" not in app.extensions:
        raise UnprotectedError("CSRFProtect is not set up: forms and cookie APIs would be open to other sites")
    app.config.update(FAB_PASSWORD_COMPLEXITY_ENABLED=True, FAB_PASSWORD_COMPLEXITY_VALIDATOR=check_password)
    app.before_request(_require_sign_in)
    refuse_unreadable_addresses(app)


def refuse_foreign_hosts(app: Flask) -> None:
    """Answer a host that is not ours before anything else looks at the request; call it before all other checks.

    Flask says so only when it looks for the view: a check that refuses or redirects earlier would build addresses
    for a host that has none, and fail over it.
    """

    @app.before_request
    def check_host() -> None:
        if isinstance(request.routing_exception, SecurityError):
            raise request.routing_exception


def permission_of(app: Flask, endpoint: str) -> tuple[str, str] | None:
    """Return the FAB permission and view under which an endpoint answers, or None where its method names none."""
    view_name, _, method = endpoint.rpartition(".")
    view: Any = next((v for v in app.extensions["appbuilder"].baseviews if v.endpoint == view_name), None)
    name = getattr(getattr(view, method, None), "_permission_name", None)
    if name is None:
        return None
    name = (view.method_permission_name or {}).get(method, name)
    return f"can_{name}", view.class_permission_name


def is_declared(app: Flask, rule: Rule) -> bool:
    """Tell whether an address is public, for every user, under a permission or a guard, or one of FAB's actions."""
    endpoint = rule.endpoint
    # FAB checks the permission of the action that the address names.
    is_action = endpoint.rpartition(".")[2] in ("action", "action_post")
    listed = endpoint in PUBLIC or endpoint in SIGNED_IN or rule.rule.startswith(GUARDED_TREES)
    return listed or is_action or permission_of(app, endpoint) is not None


def _require_sign_in() -> ResponseReturnValue | None:
    endpoint = request.endpoint
    if endpoint is None or endpoint in PUBLIC or current_user.is_authenticated:
        return None
    if request.path.startswith(_API):
        # A token is checked by the API's own guard; without one there is nothing to check.
        return None if request.headers.get("Authorization", "").startswith("Bearer ") else abort(401)
    accepted = request.accept_mimetypes
    by_script = any(part in request.path for part in _ASKED_BY_SCRIPTS)
    if by_script or request.method != "GET" or accepted["application/json"] > accepted["text/html"]:
        abort(401)
    appbuilder = current_app.extensions["appbuilder"]
    return redirect(appbuilder.get_url_for_login_with(request.full_path.rstrip("?")))
