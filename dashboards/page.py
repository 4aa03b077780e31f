"""Page: a dashboard, declared by the slugs of what it shows; it never writes SQL."""

from dataclasses import dataclass

from app.reports.filters import Filters
from app.reports.result import Query
from app.reports.scorecard import KPI_FIGURES
from app.security.roles import Role
from app.shared.text import Message


@dataclass(frozen=True)
class Section:
    """A part of a page that answers one query, drawn by `kind`: cards, bar, stack, line, funnel, table, scorecard.

    An `optional` section is left out where it has nothing to show.
    """

    kind: str
    figures: tuple[str, ...]
    title: Message | None = None
    by: tuple[str, ...] = ()
    optional: bool = False

    @property
    def asks(self) -> bool:
        """Tell whether the section answers a query of figures; a scorecard gathers its own."""
        return bool(self.figures)

    def query(self, filters: Filters) -> Query:
        """Return what to ask for these filters."""
        return Query(self.figures, filters, self.by)


def cards(*figures: str) -> Section:
    """A row of figures, each with its definition, number of records and time."""
    return Section("cards", figures)


def chart(kind: str, title: Message, by: tuple[str, ...], *figures: str) -> Section:
    """A chart of figures by the first dimension, split by a second where there is one."""
    return Section(kind, figures, title, by)


def table(title: Message, by: tuple[str, ...], *figures: str, optional: bool = False) -> Section:
    """A table with a line for each group and one for the total."""
    return Section("table", figures, title, by, optional)


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
    def figures(self) -> frozenset[str]:
        """The slugs of everything the page may show; no other figure opens records through it."""
        shown = {slug for section in self.sections for slug in section.figures}
        return frozenset(shown | (KPI_FIGURES if any(not s.asks for s in self.sections) else frozenset()))

    @property
    def prefix(self) -> str:
        """The address under which everything of the page lives."""
        return f"/dash/{self.slug}/"
