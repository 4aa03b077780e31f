"""Screens: FAB's ModelViews generated from the declarations, registered under the groups of the sidebar."""

from collections.abc import Iterable

from flask import current_app
from flask_appbuilder import AppBuilder
from flask_appbuilder.models.sqla.interface import SQLAInterface

from app.lowcode.entity import Entity
from app.lowcode.menu import MENU_LABELS, Menu
from app.lowcode.screens.picker import PickerView
from app.lowcode.screens.search_page import SearchView
from app.lowcode.screens.template_filters import add_filters
from app.lowcode.screens.view import EntityView

MENU_ICONS: dict[Menu, str] = {
    Menu.MARKETING: "speakerphone",
    Menu.SALES: "target",
    Menu.CUSTOMERS: "users",
    Menu.ORIGINATION: "clipboard-check",
    Menu.SERVICING: "contract",
    Menu.COLLECTION: "phone",
    Menu.CARE: "headset",
    Menu.BOOKS: "book-2",
    Menu.DASHBOARDS: "chart-bar",
    Menu.ORGANISATION: "building",
    Menu.ADMINISTRATION: "settings",
}


def view_of(entity: Entity, base: type[EntityView] = EntityView) -> type[EntityView]:
    """Return the FAB view class of an entity, named `<Entity>View` and living under `/<slug>/`."""
    return type(
        f"{entity.name}View",
        (base,),
        {
            "__doc__": f"The screens of {entity.plural}.",
            "__module__": __name__,
            "entity": entity,
            "datamodel": SQLAInterface(entity.model),
            "route_base": f"/{entity.slug}",
            "class_permission_name": entity.name,
            "base_permissions": [f"can_{word}" for word in entity.words],
        },
    )


def add_screens(appbuilder: AppBuilder, entities: Iterable[Entity]) -> None:
    """Register the view of every entity, in the order of the menu groups, and the picker and search beside them."""
    add_filters(current_app)
    appbuilder.add_view_no_menu(PickerView)
    appbuilder.add_view_no_menu(SearchView)
    listed = list(entities)
    for menu in Menu:
        for entity in (e for e in listed if e.menu is menu):
            appbuilder.add_view(
                view_of(entity),
                menu_name(entity),
                icon=entity.icon,
                label=entity.title,
                category=str(menu),
                category_icon=MENU_ICONS[menu],
                category_label=MENU_LABELS[menu],
            )
    for entity in (e for e in listed if e.menu is None):
        appbuilder.add_view_no_menu(view_of(entity))


def menu_name(entity: Entity) -> str:
    """Return FAB's name of the menu entry; it differs from the view's, or their permissions would be one."""
    return f"{entity.slug} list"


def menu_grants(entities: Iterable[Entity]) -> set[tuple[str, str, str]]:
    """Return (role, `menu_access`, name) for the entries and groups that each role needs to reach what it reads."""
    return {
        (role, "menu_access", name)
        for entity in entities
        if entity.menu is not None
        for role, words in entity.access.items()
        if "read" in {word.partition(":")[0] for word in words.split()}
        for name in (menu_name(entity), str(entity.menu))
    }
