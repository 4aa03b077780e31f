"""Roles and rights as FAB's account screens show them: by the names that screens and buttons have, not by FAB's own."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, current_app, render_template
from flask_babel import gettext
from markupsafe import Markup

from app.lowcode.catalog import known
from app.lowcode.entity import Entity
from app.security.names import name_of_user, named_views
from app.shared.text import Message, humanise, msg

_MENU = "menu_access"
# What a right is called where no command has that name.
_WORDS: Mapping[str, Message] = {
    "read": msg("Read"),
    "list": msg("List"),
    "show": msg("Read"),
    "add": msg("Add"),
    "edit": msg("Edit"),
    "delete": msg("Delete"),
    "export": msg("Export"),
    "reveal": msg("Reveal masked values"),
    "get": msg("Read by API"),
    "info": msg("Describe by API"),
    "post": msg("Add by API"),
    "put": msg("Edit by API"),
    "this_form_get": msg("Open the form"),
    "this_form_post": msg("Send the form"),
    "userinfo": msg("Open one's own"),
    "list_role_permissions": msg("Read rights by API"),
    "add_role_permissions": msg("Add rights by API"),
    "update_role_users": msg("Change users by API"),
    "update_role_groups": msg("Change groups by API"),
}
_FABS_ROLES: Mapping[str, Message] = {"Admin": msg("First administrator"), "Public": msg("Anyone not signed in")}
_FABS_VIEWS: Mapping[str, Message] = {
    "UserDBModelView": msg("Users"),
    "RoleModelView": msg("Roles"),
    "UserGroupModelView": msg("Groups"),
    "PermissionModelView": msg("Kinds of rights"),
    "PermissionViewModelView": msg("Rights"),
    "ViewMenuModelView": msg("Screens and menus"),
    "ResetPasswordView": msg("A user's password"),
    "ResetMyPasswordView": msg("One's own password"),
    "UserInfoEditView": msg("One's own account"),
    "User": msg("Users"),
    "Role": msg("Roles"),
    "Group": msg("Groups"),
    "Permission": msg("Kinds of rights"),
    "PermissionViewMenu": msg("Rights"),
    "ViewMenu": msg("Screens and menus"),
    "MenuApi": msg("Menu"),
}


def speak_of_rights(app: Flask) -> None:
    """Let FAB's account screens name roles, rights and people; call it when FAB's screens stand."""
    shown = {"name": role_name, "roles": role_names, "permissions": _table, "users": _people, "created_by": _person}
    shown["changed_by"] = _person
    chosen = {"roles": role_name, "permissions": right_name, "users": name_of_user}
    manager = app.extensions["appbuilder"].sm
    for view in (manager.userdbmodelview, manager.rolemodelview, manager.groupmodelview):
        made = next(each for each in app.extensions["appbuilder"].baseviews if isinstance(each, view))
        made.formatters_columns = shown if view is manager.rolemodelview else shown | {"name": str}
        for form in (made.search_form, made.add_form, made.edit_form):
            for column, name in chosen.items():
                if hasattr(form, column):
                    getattr(form, column).kwargs["get_label"] = name


def role_name(role: Any) -> str:
    """Return what a role, or the name of one, is called; a lender's own role keeps the name it was given."""
    name = str(role)
    return str(_FABS_ROLES.get(name) or gettext(name))


def role_names(roles: Iterable[Any]) -> list[str]:
    """Return the names of roles, sorted."""
    return sorted(map(role_name, roles), key=str.casefold)


def right_name(right: Any) -> str:
    """Return one of FAB's permissions on a view as `Contract: Approve`."""
    subject, word = _in_words(right.permission.name, right.view_menu.name)
    return f"{subject}: {word}"


def grouped_rights(rights: Iterable[Any]) -> list[tuple[str, list[str]]]:
    """Return (what, the words that apply to it) for FAB's permissions, both sorted by name."""
    found: dict[str, set[str]] = defaultdict(set)
    for right in rights:
        subject, word = _in_words(right.permission.name, right.view_menu.name)
        found[subject].add(word)
    return [(subject, sorted(found[subject], key=str.casefold)) for subject in sorted(found, key=str.casefold)]


def _in_words(permission: str, view: str) -> tuple[str, str]:
    if permission == _MENU:
        item = current_app.extensions["appbuilder"].menu.find(view)
        return gettext("Menu"), gettext(str(item.label)) if item else humanise(view)
    entity = known(view)
    label = entity.label if entity else _FABS_VIEWS.get(view) or named_views(current_app).get(view)
    return str(label or humanise(view)), _word(permission, view, entity)


def _word(permission: str, view: str, entity: Entity | None) -> str:
    name = permission.removeprefix("can_")
    if entity and name in entity.commands:
        return str(entity.commands[name].label)
    for screen in current_app.extensions["appbuilder"].baseviews:
        if screen.class_permission_name == view and permission in getattr(screen, "actions", {}):
            return gettext(str(screen.actions[permission].text))
    return str(_WORDS.get(name) or humanise(name))


def _table(rights: Iterable[Any]) -> Markup:
    return Markup(render_template("appbuilder/general/widgets/roles/rights.html", rights=grouped_rights(rights)))  # noqa: S704 - the template escapes


def _people(users: Iterable[Any]) -> list[str]:
    return sorted(map(name_of_user, users), key=str.casefold)


def _person(user: Any) -> str:
    return name_of_user(user) if user else ""
