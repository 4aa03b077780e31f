"""The sidebar: FAB's menu reduced to what the user may open, read with one query a request."""

from dataclasses import dataclass

from flask import current_app, g, request
from flask_appbuilder.menu import MenuItem
from flask_babel import gettext

from app.lowcode.menu import Menu


@dataclass(frozen=True)
class Entry:
    """One line of the sidebar; a group has `children` and no address of its own."""

    name: str
    label: str
    icon: str
    url: str
    active: bool
    children: tuple["Entry", ...] = ()


def sidebar() -> tuple[Entry, ...]:
    """Return the entries this user may open, in menu order; groups without any are left out."""
    if "sidebar" not in g:
        appbuilder = current_app.extensions["appbuilder"]
        menu = appbuilder.menu
        allowed = appbuilder.sm.get_user_menu_access(_names(menu.get_list()))
        g.sidebar = _mark_active(tuple(sorted(_entries(menu.get_list(), allowed), key=_place)))
    return g.sidebar


def trail() -> tuple[Entry, ...]:
    """Return the group and entry that the current page belongs to, outermost first; empty where it has no menu line."""
    for group in sidebar():
        for entry in group.children:
            if entry.active:
                return (entry,) if str(entry.label) == str(group.label) else (group, entry)
        if group.active and not group.children:
            return (group,)
    return ()


def _place(group: Entry) -> int:
    """Place our groups as they are declared, whenever they were registered, and FAB's own after them."""
    places = [str(menu) for menu in Menu]
    return places.index(group.name) if group.name in places else len(places)


def _names(items: list[MenuItem]) -> list[str]:
    return [name for item in items for name in (item.name, *_names(item.childs))]


def _entries(items: list[MenuItem], allowed: set[str]) -> list[Entry]:
    entries = []
    for item in items:
        if item.name == "-" or item.name not in allowed or not item.should_render():
            continue
        children = tuple(_entries(item.childs, allowed))
        if item.childs and not children:
            continue
        url = "" if item.childs else item.get_url()
        entries.append(
            Entry(item.name, gettext(str(item.label)), item.icon or "", url, active=False, children=children)
        )
    return entries


def _mark_active(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Mark the entry whose address is the longest one that the current path lies under, and the group around it."""
    urls = [child.url for entry in entries for child in (entry.children or (entry,))]
    here = max((url for url in urls if _lies_under(request.path, url)), key=len, default=None)
    if here is None:
        return entries
    return tuple(_activated(entry, here) for entry in entries)


def _activated(entry: Entry, here: str) -> Entry:
    children = tuple(_activated(child, here) for child in entry.children)
    active = entry.url == here or any(child.active for child in children)
    return Entry(entry.name, entry.label, entry.icon, entry.url, active, children)


def _lies_under(path: str, url: str) -> bool:
    # `/customers/list/` is the address of the list; its record and form pages lie beside it, below `/customers/`.
    base = url.split("?")[0].removesuffix("list/")
    return (
        len(base) > 1 and base.startswith("/") and (path == base.rstrip("/") or path.startswith(base.rstrip("/") + "/"))
    )
