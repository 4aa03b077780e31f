"""Options: what a reader may choose in a filter, no more than their own branches and the people in them."""

from datetime import date

from app.reports import catalog
from app.reports.engine import engine
from app.reports.filters import Filters
from app.security.principal import Principal
from app.security.row_rule import row_rule
from app.shared.errors import BadRequest
from app.shared.text import Message, msg

OPTIONS_MAX = 1_000


def options(principal: Principal, slugs: tuple[str, ...]) -> dict[str, list[tuple[str, Message | str]]]:
    """Return slug → [(value, name)] of every dimension, records by name and the rest in their own order."""
    found: dict[str, list[tuple[str, Message | str]]] = {}
    with engine().open() as reader:
        for slug in slugs:
            dimension = catalog.DIMENSIONS[slug]
            names = dimension.names()
            if names is None or dimension.record is None:
                found[slug] = [(str(value), label) for value, label in dimension.choices.items()]
                continue
            table = dimension.record.__table__
            statement = names.where(row_rule(dimension.record, principal))
            if "deleted_at" in table.c:
                statement = statement.where(table.c.deleted_at.is_(None))
            if dimension.place and principal.reach.branches is not None:
                statement = statement.where(table.c[dimension.place].in_(sorted(principal.reach.branches)))
            found[slug] = [(str(row[0]), row[1]) for row in reader.rows(statement.limit(OPTIONS_MAX))]
    return found


def refuse_unknown(principal: Principal, filters: Filters) -> None:
    """Refuse a choice that the reader is not offered: a control would drop it without a word and show everything."""
    for slug, offered in options(principal, tuple(slug for slug, _ in filters.chosen)).items():
        if unknown := set(filters.values(slug)) - {value for value, _ in offered}:
            raise BadRequest(msg("“{value}” cannot be chosen here.", value=min(unknown)[:60]))


def business_day() -> date:
    """Return the business date, from which a page without a period in its address counts."""
    with engine().open() as reader:
        return reader.today()


def value_names(principal: Principal, filters: Filters) -> dict[str, list[str]]:
    """Return slug → names of what is chosen of it, as far as the reader may choose it."""
    known = options(principal, tuple(slug for slug, _ in filters.chosen))
    named = {slug: {value: str(name) for value, name in pairs} for slug, pairs in known.items()}
    return {slug: [named[slug].get(value, value) for value in values] for slug, values in filters.chosen}
