"""Page: a dashboard, declared by the slugs of what it shows; it never writes SQL."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.reports import presets
from app.reports.filters import Comparison, Filters, read_filters
from app.reports.reach import comparable, readable
from app.reports.result import Query
from app.reports.scorecard import KPI_FIGURES
from app.security.principal import Principal
from app.security.roles import Role
from app.shared.text import Message


class Kind(enum.StrEnum):
    """How a section is drawn. All but cards and scorecard show the same answer as a table too."""

    CARDS = "cards"
    FUNNEL = "funnel"
    BARS = "bars"
    MIX = "mix"
    BULLET = "bullet"
    EXTREMES = "extremes"
    LINE = "line"
    COLUMNS = "columns"
    STACK = "stack"
    TABLE = "table"
    SCORECARD = "scorecard"


@dataclass(frozen=True)
class View:
    """One answer of a section: figures, split by dimensions."""

    by: tuple[str, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A part of a page: one or more views of which the reader picks one.

    `drawn`: how many of a view's figures its chart draws, the rest being in the table. `months`: a trend reaches so
    far back, whatever the period. An `optional` section is left out where it has nothing to show.
    """

    kind: Kind
    views: tuple[View, ...] = ()
    title: Message | None = None
    drawn: int = 1
    months: int = 0
    optional: bool = False

    @property
    def figures(self) -> frozenset[str]:
        """The slugs of all figures of all views."""
        return frozenset(slug for view in self.views for slug in view.figures)

    def for_reader(self, principal: Principal) -> "Section":
        """Return the section without what the reader may not know or compare, and views led by such a figure."""
        if self.kind is Kind.CARDS:
            views = [replace(view, figures=readable(principal, view.figures)) for view in self.views]
        else:
            left = [replace(view, figures=comparable(principal, view.figures)) for view in self.views]
            pairs = zip(left, self.views, strict=True)
            views = [view for view, whole in pairs if view.figures[:1] == whole.figures[:1]]
        return replace(self, views=tuple(view for view in views if view.figures))

    def queries(self, filters: Filters) -> list[Query]:
        """Return what to ask for these filters, a query a view; a scorecard gathers its own."""
        reach = filters.over_months(self.months) if self.months else filters
        return [Query(view.figures, reach, view.by) for view in self.views]


def cards(*figures: str) -> Section:
    """A row of figures, each with its change, definition, number of records and time."""
    return Section(Kind.CARDS, (View((), figures),))


def panel(
    kind: Kind, title: Message, splits: tuple[str, ...], *figures: str, drawn: int = 1, optional: bool = False
) -> Section:
    """A chart or table of the same figures by each of these dimensions, of which the reader picks one."""
    views = tuple(View((slug,), figures) for slug in splits) or (View((), figures),)
    return Section(kind, views, title, drawn, optional=optional)


def trend(kind: Kind, title: Message, *figures: str, drawn: int = 1) -> Section:
    """A chart of the last twelve months."""
    return Section(kind, (View(("month",), figures),), title, drawn, months=12)


@dataclass(frozen=True)
class Page:
    """`permission` is FAB's view name; `filters` the dimensions that may be chosen; `roles` who holds which words.

    A page of `balances` is asked as of a day, with the days of its month before it. `opens_on` and `beside` are the
    period and the comparison of a page whose address names none.
    """

    slug: str
    title: Message
    icon: str
    permission: str
    filters: tuple[str, ...]
    sections: tuple[Section, ...]
    roles: tuple[Role, ...]
    about: Message
    opens_on: str
    beside: Comparison = Comparison.NONE
    balances: bool = False

    @property
    def periods(self) -> presets.Presets:
        """The periods that are offered by name."""
        return presets.AS_OF if self.balances else presets.PRESETS

    def asked(self, args: Mapping[str, str], today: date) -> Filters:
        """Return the filters that an address of this page names, as far as it names any."""
        return read_filters(args, Filters(self.periods[self.opens_on][1](today), self.beside), self.filters)

    @property
    def figures(self) -> frozenset[str]:
        """The slugs of everything the page may show; no other figure opens records through it."""
        shown = {slug for section in self.sections for slug in section.figures}
        return frozenset(shown | (KPI_FIGURES if self.has_scorecard else frozenset()))

    def for_reader(self, principal: Principal) -> dict[int, Section]:
        """Return the sections that have something for a reader, each under its place on the page."""
        found = {place: section.for_reader(principal) for place, section in enumerate(self.sections)}
        return {place: each for place, each in found.items() if each.views or each.kind is Kind.SCORECARD}

    @property
    def has_scorecard(self) -> bool:
        """Tell whether targets and scores are part of the page."""
        return any(section.kind is Kind.SCORECARD for section in self.sections)

    @property
    def prefix(self) -> str:
        """The address under which everything of the page lives."""
        return f"/dash/{self.slug}/"
