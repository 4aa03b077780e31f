"""Page: a dashboard, declared by the slugs of what it shows; it never writes SQL."""

from dataclasses import dataclass

from app.reports.filters import Filters
from app.reports.result import Query
from app.security.roles import Role
from app.shared.text import Message


@dataclass(frozen=True)
class Section:
    """A part of a page that answers one query; `kind` says how it is drawn: cards, bar, stack, line, funnel, table."""

    kind: str
    figures: tuple[str, ...]
    title: Message | None = None
    by: tuple[str, ...] = ()

    def query(self, filters: Filters) -> Query:
        """Return what to ask for these filters."""
        return Query(self.figures, filters, self.by)


def cards(*figures: str) -> Section:
    """A row of figures, each with its definition, number of records and time."""
    return Section("cards", figures)


def chart(kind: str, title: Message, by: tuple[str, ...], *figures: str) -> Section:
    """A chart of figures by the first dimension, split by a second where there is one."""
    return Section(kind, figures, title, by)


def table(title: Message, by: tuple[str, ...], *figures: str) -> Section:
    """A table with a line for each group and one for the total."""
    return Section("table", figures, title, by)


@dataclass(frozen=True)
class Page:
    """`permission` is FAB's view name; `filters` the dimensions that may be chosen; `roles` who holds which words."""

    slug: str
    title: Message
    icon: str
    permission: str
    filters: tuple[str, ...]
    sections: tuple[Section, ...]
    roles: tuple[Role, ...]
    about: Message

    @property
    def prefix(self) -> str:
        """The address under which everything of the page lives."""
        return f"/dash/{self.slug}/"
