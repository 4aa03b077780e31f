"""Rights: which roles may open dashboards and export from them, and the one check of both."""

from collections.abc import Iterable

from flask import abort, current_app

from app.security.principal import Principal
from app.security.roles import Role
from dashboards.page import Page

READ, EXPORT = "can_read", "can_export"
MENU = "dashboards"
EXPORTING = frozenset({Role.TEAM_LEAD, Role.RISK, Role.MANAGER, Role.ACCOUNTANT, Role.MARKETING, Role.DATA_STEWARD})


def menu_name(page: Page) -> str:
    """Return FAB's name of the page's menu entry."""
    return f"{page.slug} dashboard"


def dashboard_grants(pages: Iterable[Page]) -> set[tuple[str, str, str]]:
    """Return (role, permission, view) for every page: who may open it, export from it and see it in the menu."""
    grants: set[tuple[str, str, str]] = set()
    for page in pages:
        for role in page.roles:
            grants |= {
                (role, READ, page.permission),
                (role, "menu_access", menu_name(page)),
                (role, "menu_access", MENU),
            }
            if role in EXPORTING:
                grants.add((role, EXPORT, page.permission))
    return grants


def may(page: Page, permission: str) -> bool:
    """Tell whether the signed-in user holds a permission on the page."""
    return bool(current_app.extensions["appbuilder"].sm.has_access(permission, page.permission))


def reader_of(page: Page, permission: str = READ) -> Principal:
    """Return the principal of the request's user, checked anew; whatever the client sent is no proof of rights."""
    principal: Principal | None = current_app.extensions["appbuilder"].sm.principal()
    if principal is None:
        abort(401)
    if not may(page, permission):
        abort(403)
    return principal
