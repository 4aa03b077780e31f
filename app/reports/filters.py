"""Filters: which days and which parts of the business a report is about, and how an address says so."""

import calendar
import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.shared.errors import BadRequest
from app.shared.months import add_months
from app.shared.text import msg

_YEARS_MAX = 30


class Comparison(enum.StrEnum):
    """The earlier period beside which figures are shown."""

    NONE = "none"
    PREVIOUS = "previous"
    YEAR = "year"


COMPARISON_LABELS = {
    Comparison.NONE: msg("No comparison"),
    Comparison.PREVIOUS: msg("Previous period"),
    Comparison.YEAR: msg("Same period last year"),
}


@dataclass(frozen=True)
class Period:
    """A stretch of days, both ends included; a balance is asked as of its last day."""

    first: date
    last: date

    def before(self, comparison: Comparison) -> "Period":
        """Return the period to compare with: a year earlier, or as many months or days as this one has before it.

        A period that begins with a month is set against the same days of the months before: a month so far against
        as much of the last one, and not against its last days, when other instalments fall due.
        """
        if comparison is Comparison.YEAR:
            return self._months_earlier(12)
        if self.first.day == 1:
            return self._months_earlier(
                (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
            )
        return Period(self.first - (self.last - self.first) - timedelta(days=1), self.first - timedelta(days=1))

    def _months_earlier(self, count: int) -> "Period":
        last = add_months(self.last, -count)
        is_whole = self.last == _month_end(self.last)
        return Period(add_months(self.first, -count), _month_end(last) if is_whole else last)


@dataclass(frozen=True)
class Filters:
    """`chosen` holds (dimension slug, chosen values as text); a dimension of which nothing is chosen is whole."""

    period: Period
    compare: Comparison = Comparison.NONE
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def as_of(self) -> date:
        """The day at whose end balances are taken."""
        return self.period.last

    def values(self, slug: str) -> tuple[str, ...]:
        """Return what is chosen of a dimension."""
        return dict(self.chosen).get(slug, ())

    def alone(self) -> "Filters":
        """Return the same choice without a comparison."""
        return replace(self, compare=Comparison.NONE)

    def without(self, slug: str) -> "Filters":
        """Return the same choice with a dimension whole."""
        return replace(self, chosen=tuple(pair for pair in self.chosen if pair[0] != slug))

    def over_months(self, count: int) -> "Filters":
        """Return the same choice over the months up to the period's last day, never fewer days than the period has."""
        first = add_months(self.period.last.replace(day=1), 1 - count)
        return replace(self, period=Period(min(first, self.period.first), self.period.last))

    def earlier(self) -> "Filters":
        """Return the same choice over the period to compare with."""
        return replace(self, period=self.period.before(self.compare), compare=Comparison.NONE)

    def query(self) -> dict[str, str]:
        """Return the parameters by which an address says all this."""
        said = {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}
        if self.compare is not Comparison.NONE:
            said["compare"] = str(self.compare)
        return said | {slug: ",".join(values) for slug, values in self.chosen}


def last_whole_month(day: date) -> Period:
    """Return the last month that was over on a day."""
    last = day if day == _month_end(day) else day.replace(day=1) - timedelta(days=1)
    return Period(last.replace(day=1), last)


def read_filters(args: Mapping[str, str], opening: Filters, slugs: tuple[str, ...]) -> Filters:
    """Return the filters that an address names; raises BadRequest for what cannot be read.

    `opening` is what an address that names neither days nor comparison stands for. `slugs` are the dimensions that may
    be chosen; other parameters are ignored.
    """
    last = _day(args, "to", opening.period.last)
    first = _day(args, "from", min(opening.period.first, last))
    if first > last:
        raise BadRequest(msg("The period ends before it begins."))
    if last.year - first.year > _YEARS_MAX:
        raise BadRequest(msg("A period may span at most {years} years.", years=_YEARS_MAX))
    is_bare = not any(args.get(name) for name in ("from", "to", "compare"))
    try:
        compare = opening.compare if is_bare else Comparison(args.get("compare") or Comparison.NONE)
    except ValueError:
        raise BadRequest(msg("This comparison does not exist.")) from None
    chosen = {slug: tuple(sorted({v for v in args.get(slug, "").split(",") if v})) for slug in sorted(slugs)}
    return Filters(Period(first, last), compare, tuple((s, values) for s, values in chosen.items() if values))


def _day(args: Mapping[str, str], name: str, default: date) -> date:
    text = args.get(name) or ""
    try:
        day = date.fromisoformat(text) if text else default
    except ValueError:
        raise BadRequest(msg("“{name}” must be a date such as 2026-01-31.", name=name)) from None
    if not 1990 <= day.year <= 2100:
        raise BadRequest(msg("“{name}” must be a date such as 2026-01-31.", name=name))
    return day


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
