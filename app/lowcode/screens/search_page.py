"""The search over every entity: codes, names, whole phone and identity numbers, under the reader's own rights."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_appbuilder import BaseView, expose
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, scoped_session
from werkzeug.exceptions import Unauthorized

from app.lowcode.catalog import all_entities
from app.lowcode.entity import Entity
from app.lowcode.menu import Menu
from app.lowcode.screens.display import Cell, cell
from app.lowcode.screens.naming import described, named_relations
from app.lowcode.search import DEEPEST, key_in, search_condition, searched
from app.lowcode.values import readable_fields
from app.security.acting import principal_of
from app.security.principal import Principal
from app.shared.field import FieldKind, fields_of
from app.shared.record import Governed

SHOWN = 4
SHORTEST = 2
# People look for a customer or a loan first; ledgers and logs, which are not listed, answer to a code only.
_PLACES = (
    Menu.CUSTOMERS, Menu.SERVICING, Menu.ORIGINATION, Menu.COLLECTION, Menu.CARE, Menu.SALES, Menu.MARKETING,
    Menu.ORGANISATION,
)  # fmt: skip


@dataclass(frozen=True)
class Hit:
    """One record that was found, with its state where it has one."""

    name: str
    code: str
    state: Cell | None
    url: str


@dataclass(frozen=True)
class Group:
    """The first hits of one entity; `all_url` is its list under the same search where there are more."""

    entity: Entity
    hits: list[Hit]
    all_url: str


class SearchView(BaseView):
    """`GET /search/?q=`: a page of its own, and with `part=1` only its results, for the dialog of Ctrl-K."""

    route_base = "/search"
    default_view = "search"

    @expose("/")
    def search(self) -> str:
        """Show the first matches of each entity; each entity costs one statement."""
        session = self.appbuilder.session
        principal = principal_of(session)
        if principal is None:
            raise Unauthorized
        text = request.args.get("q", "").strip()[:200]
        groups = list(find(session, principal, text)) if len(text) >= SHORTEST else []
        template = "search_results" if request.args.get("part") else "search"
        return str(self.render_template(f"lowcode/{template}.html", q=text, groups=groups, shortest=SHORTEST))


def find(session: Session | scoped_session[Any], principal: Principal, text: str) -> Iterator[Group]:
    """Yield what matches, entity by entity, customers and loans first; a code leads to its entity alone."""
    readable = [e for e in all_entities() if e.menu is not None and principal.may(e.model, "read")]
    coded = [e for e in readable if key_in(e, text, bare=False) is not None]
    for entity in coded or _looked_through(readable, principal):
        rows = list(session.scalars(_matches(entity, principal, text)))
        if rows:
            hits = [_hit(entity, row, principal) for row in rows[:SHOWN]]
            more = url_for(f"{entity.name}View.list", q=text) if len(rows) > SHOWN else ""
            yield Group(entity, hits, more)


def _looked_through(readable: list[Entity], principal: Principal) -> list[Entity]:
    found = [
        entity
        for entity in readable
        if entity.found_everywhere
        and entity.menu in _PLACES
        and any(facts.kind is not FieldKind.REFERENCE for facts in searched(entity, principal))
    ]
    return sorted(found, key=lambda entity: _PLACES.index(entity.menu))


def _matches(entity: Entity, principal: Principal, text: str) -> Any:
    model = entity.model
    statement = select(model).where(search_condition(entity, principal, text, DEEPEST))
    statement = statement.options(*(joinedload(getattr(model, name)) for name in named_relations(model)))
    return statement.order_by(model.id.desc()).limit(SHOWN + 1)


def _hit(entity: Entity, row: Governed, principal: Principal) -> Hit:
    state = entity.workflow.column if entity.workflow else ""
    facts = readable_fields(entity.model, principal).get(state)
    shown = cell(row, facts, principal) if facts is not None and state in fields_of(entity.model) else None
    return Hit(described(row, principal), row.code, shown, url_for(f"{entity.name}View.show", pk=row.id))
