"""The groups of the sidebar, in the order of a loan's life."""

import enum

from app.shared.text import Message, msg


class Menu(enum.StrEnum):
    """A group of screens; the values are FAB's menu categories and the names of their icons."""

    MARKETING = "marketing"
    SALES = "sales"
    CUSTOMERS = "customers"
    ORIGINATION = "origination"
    SERVICING = "servicing"
    COLLECTION = "collection"
    CARE = "care"
    BOOKS = "books"
    DASHBOARDS = "dashboards"
    ORGANISATION = "organisation"
    ADMINISTRATION = "administration"


MENU_LABELS: dict[Menu, Message] = {
    Menu.MARKETING: msg("Marketing"),
    Menu.SALES: msg("Sales"),
    Menu.CUSTOMERS: msg("Customers"),
    Menu.ORIGINATION: msg("Loan origination"),
    Menu.SERVICING: msg("Loan servicing"),
    Menu.COLLECTION: msg("Debt collection"),
    Menu.CARE: msg("Customer care"),
    Menu.BOOKS: msg("Books and day end"),
    Menu.DASHBOARDS: msg("Dashboards"),
    Menu.ORGANISATION: msg("Organisation"),
    Menu.ADMINISTRATION: msg("Administration"),
}
