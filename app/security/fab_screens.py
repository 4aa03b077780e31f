"""FAB's own account screens, held to what ours obey: nothing unreadable in an address is let through or passed over."""

import re
from typing import Any

from flask import Flask, abort, current_app, request
from flask_appbuilder import ModelView
from flask_babel import lazy_gettext

from app.shared.errors import BadRequest
from app.shared.text import msg

_KEY = re.compile(r"[0-9]{1,18}", re.ASCII)
_FILTER = re.compile(r"_flt_([0-9]{1,2})_(\w+)", re.ASCII)
# What FAB leaves without a label, and explanations that speak of the application instead of ways to sign in it lacks.
_LABELS = {
    "groupmodelview": {
        "name": lazy_gettext("Name"),
        "label": lazy_gettext("Label"),
        "description": lazy_gettext("Description"),
        "users": lazy_gettext("Users"),
        "roles": lazy_gettext("Roles"),
    },
    "userdbmodelview": {"roles": lazy_gettext("Roles")},
}
_EXPLAINED = {
    "userdbmodelview": {
        "username": lazy_gettext("The name to sign in with."),
        "email": lazy_gettext("Where the user receives mail."),
        "roles": lazy_gettext("A user may do what any of their roles may do."),
        "groups": lazy_gettext("Who is in a group also has its roles."),
        "active": lazy_gettext("Switch an account off instead of deleting it: records keep the name of who made them."),
    },
}
_MOST = {"page": 1000, "psize": 200}
# What an account screen is searched and sorted by; FAB's own choice has every column of the table in it.
_SEARCHED = {
    "userdbmodelview": ("first_name", "last_name", "username", "email", "active", "roles"),
    "rolemodelview": ("name",),
    "groupmodelview": ("name", "label"),
}
_SCREENS = (*_SEARCHED, "permissionmodelview", "viewmenumodelview", "permissionviewmodelview")


def narrow_screens(manager: Any) -> None:
    """Take away what the account screens do not need: downloads, actions on many rows, columns to search and sort by;
    and say what FAB does not.

    Call it before FAB registers the screens.
    """
    for name in _SCREENS:
        view = getattr(manager, name)
        view.exclude_route_methods = {*view.exclude_route_methods, "download", "action_post"}
        if name in _SEARCHED:
            view.search_columns = list(_SEARCHED[name])
            view.order_columns = [column for column in _SEARCHED[name] if column != "roles"]
            view.label_columns = {**(view.label_columns or {}), **_LABELS.get(name, {})}
            view.description_columns = {**(view.description_columns or {}), **_EXPLAINED.get(name, {})}


def refuse_unreadable_addresses(app: Flask) -> None:
    """Answer 404 for a record or action that cannot be, 400 for a parameter that cannot be read, before FAB looks."""
    app.before_request(_check)


def _check() -> None:
    view = _screen()
    if view is None:
        return
    given = request.view_args or {}
    key, name = given.get("pk"), given.get("name")
    if key is not None and not _KEY.fullmatch(str(key)):
        abort(404)
    if name is not None and name not in view.actions:
        abort(404)
    for parameter, value in request.args.items(multi=True):
        if not _is_readable(view, parameter, value):
            raise BadRequest(msg("The parameter “{name}” cannot be read.", name=parameter[:60]))


def _screen() -> Any:
    """Return FAB's screen that the request is for, or None for anything else: ours read their addresses themselves."""
    endpoint = (request.endpoint or "").partition(".")[0]
    for view in current_app.extensions["appbuilder"].baseviews:
        if view.endpoint == endpoint:
            is_fabs = isinstance(view, ModelView) and type(view).__module__.startswith("flask_appbuilder")
            return view if is_fabs else None
    return None


def _is_readable(view: Any, parameter: str, value: str) -> bool:
    kind = parameter.partition("_")[0]
    if kind in _MOST:
        return bool(_KEY.fullmatch(value)) and int(value) <= _MOST[kind]
    if parameter.startswith("_oc_"):
        return value in view.order_columns
    if parameter.startswith("_flt_"):
        asked = _FILTER.fullmatch(parameter)
        known = view._filters.get_search_filters() if asked else {}  # noqa: SLF001 - FAB has no other name for it
        if asked is None or asked[2] not in known or int(asked[1]) >= len(known[asked[2]]):
            return False
        return asked[2] != "roles" or bool(_KEY.fullmatch(value))
    return True
