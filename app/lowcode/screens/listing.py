"""Listing: one address of a list turned into one governed select, a page of rows and a capped count."""

import re
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload, scoped_session
from werkzeug.datastructures import MultiDict

from app.lowcode.entity import Entity
from app.lowcode.screens.filters import Filter, read_filters
from app.lowcode.search import search_condition
from app.lowcode.selection import selected
from app.lowcode.values import readable_fields
from app.security.principal import Principal
from app.shared.errors import BadRequest
from app.shared.field import FieldFacts, FieldKind
from app.shared.record import Governed
from app.shared.text import msg

PAGE_SIZES = (25, 50, 100, 200)
COUNT_CAP = 10_000
MAX_PAGE = 1_000  # deep offsets cost the database more than they tell a reader: filters lead there faster
MAX_KEYS = 1_000


@dataclass(frozen=True)
class Listing:
    """What the address asks for: search text, filters, keys, sort (`-name` is descending), page from 1, page size.

    `selection` is the number of a stored selection, such as the records behind a figure.
    """

    entity: Entity
    principal: Principal
    columns: tuple[FieldFacts, ...]
    search: str = ""
    filters: list[Filter] = field(default_factory=list)
    keys: tuple[int, ...] = ()
    selection: int | None = None
    sort: str = ""
    page: int = 1
    size: int = PAGE_SIZES[0]


@dataclass(frozen=True)
class Page:
    """The rows of one page and how many there are in all; `more` when the count stopped at its cap."""

    rows: list[Governed]
    count: int
    more: bool


def choosable(entity: Entity, principal: Principal) -> dict[str, FieldFacts]:
    """Return the fields that may be columns of a list."""
    return {n: f for n, f in readable_fields(entity.model, principal).items() if f.kind is not FieldKind.JSON}


def read_listing(
    entity: Entity, principal: Principal, args: MultiDict[str, str], chosen: list[str] | None = None
) -> Listing:
    """Return what the address asks for; raises BadRequest naming what cannot be read."""
    fields = choosable(entity, principal)
    names = [name for name in chosen or () if name in fields] or _usual(entity, fields)
    columns = tuple(fields[name] for name in names or list(fields)[:5])
    return Listing(
        entity=entity,
        principal=principal,
        columns=columns,
        search=args.get("q", "").strip()[:200],
        filters=read_filters(entity, principal, args),
        keys=_keys(args.get("ids", "")),
        selection=_whole(args, "selection", 0, 10**9) or None,
        sort=_sort(entity, fields, args.get("sort", "")),
        page=_whole(args, "page", 1, MAX_PAGE),
        size=_whole(args, "size", PAGE_SIZES[0], PAGE_SIZES[-1]),
    )


def _usual(entity: Entity, fields: dict[str, FieldFacts]) -> list[str]:
    """Return the listed fields, state, deadline and amount next to the first: a narrow screen cuts off the last."""
    names = [name for name, facts in fields.items() if facts.listed]
    soon = [entity.workflow.column if entity.workflow else "status", entity.deadline, "amount"]
    pressing = [name for name in soon if name in names]
    rest = [name for name in names if name not in pressing]
    return [*rest[:1], *pressing, *rest[1:]]


def fetch(session: Session | scoped_session[Any], listing: Listing) -> Page:
    """Return the asked page in two statements, whatever it holds."""
    statement = ordered(listing).limit(listing.size).offset((listing.page - 1) * listing.size)
    rows = list(session.scalars(statement))
    counted = select(listing.entity.model.id).where(*conditions(listing)).limit(COUNT_CAP + 1).subquery()
    count = session.execute(select(func.count()).select_from(counted)).scalar_one()
    return Page(rows, min(count, COUNT_CAP), count > COUNT_CAP)


def ordered(listing: Listing) -> Select[Any]:
    """Return the select of all asked rows in order, with the relations that its columns show."""
    model = listing.entity.model
    statement = select(model).where(*conditions(listing))
    for facts in listing.columns:
        if facts.kind is FieldKind.REFERENCE:
            statement = statement.options(joinedload(getattr(model, facts.name.removesuffix("_id"))))
    sort = listing.sort or listing.entity.order
    column = getattr(model, sort.removeprefix("-"))
    order = column.desc() if sort.startswith("-") else column.asc()
    if model.__table__.c[sort.removeprefix("-")].nullable:
        order = order.nulls_last()  # the two databases disagree on where they come
    # The key settles ties: without it pages would overlap.
    return statement.order_by(order, model.id.desc())


def conditions(listing: Listing) -> list[ColumnElement[bool]]:
    """Return the SQL of search, filters and keys."""
    model = listing.entity.model
    found: list[ColumnElement[bool]] = [f.condition for f in listing.filters]
    if listing.keys:
        found.append(model.id.in_(listing.keys))
    if listing.selection is not None:
        found.append(selected(model, listing.principal, listing.selection))
    if listing.search:
        found.append(search_condition(listing.entity, listing.principal, listing.search))
    return found


def _sort(entity: Entity, fields: dict[str, FieldFacts], asked: str) -> str:
    name = asked.removeprefix("-")
    if not asked or name == "id":
        return asked
    facts = fields.get(name)
    if facts is None or not is_sortable(facts):
        raise BadRequest(msg("This list cannot be sorted by “{name}”.", name=name[:60]))
    return asked


def is_sortable(facts: FieldFacts) -> bool:
    """Tell whether a list may be sorted by the field; the order of a masked one would give it away."""
    return facts.sortable and facts.kind is not FieldKind.REFERENCE and not facts.secret and facts.mask is None


def by_name(model: Any, principal: Principal) -> tuple[Any, ...]:
    """Order by the title where that is a column whose order gives nothing away to this reader, and by id."""
    first = readable_fields(model, principal).get(next(iter(model.__title__), ""))
    return (getattr(model, first.name), model.id) if first is not None and is_sortable(first) else (model.id,)


def _whole(args: MultiDict[str, str], name: str, default: int, most: int) -> int:
    text = args.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= 1):
        raise BadRequest(msg("“{name}” must be a whole number of at least 1.", name=name))
    if name == "page" and int(text) > most:
        raise BadRequest(msg("Lists end at page {page}: use the search or a filter.", page=most))
    return min(int(text), most)


def _keys(text: str) -> tuple[int, ...]:
    if not text:
        return ()
    parts = text.split(",")
    if len(parts) > MAX_KEYS or not all(re.fullmatch(r"\d{1,18}", part, re.ASCII) for part in parts):
        raise BadRequest(msg("“ids” must be at most {most} record numbers.", most=MAX_KEYS))
    return tuple(int(part) for part in parts)
