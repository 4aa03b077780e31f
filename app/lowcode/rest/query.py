"""Query: the rison of an API request turned into the same listing that a list page fetches."""

from collections.abc import Callable, Mapping
from functools import update_wrapper
from itertools import accumulate
from typing import Any

import prison
from flask import Response, request

from app.lowcode.entity import Entity
from app.lowcode.rest.conditions import condition
from app.lowcode.screens.filters import Filter
from app.lowcode.screens.listing import MAX_PAGE, Listing, is_sortable
from app.lowcode.value_readers import as_text, cleaned
from app.lowcode.values import Notation, readable_fields
from app.security.principal import Principal
from app.shared.errors import BadRequest, InvalidInput
from app.shared.field import FieldFacts
from app.shared.text import msg

PAGE_SIZE = 20
PAGE_SIZE_MAX = 200
MAX_FILTERS = 40
MAX_DEPTH = 40


def read_query(
    entity: Entity, principal: Principal, asked: Mapping[str, Any], notation: Notation, default: list[str]
) -> Listing:
    """Return what a list request asks for; raises BadRequest naming what cannot be read."""
    filters = asked.get("filters", [])
    if len(filters) > MAX_FILTERS:
        raise BadRequest(msg("At most {most} filters, please.", most=MAX_FILTERS))
    found = [condition(entity, principal, one, notation) for one in filters]
    return Listing(
        entity=entity,
        principal=principal,
        columns=asked_columns(entity, principal, asked, default),
        search=_search(asked),
        filters=[Filter(facts, {}, sql) for facts, sql in found],
        sort=_sort(entity, principal, asked),
        page=_page(asked) + 1,
        size=page_size(asked),
    )


def asked_columns(
    entity: Entity, principal: Principal, asked: Mapping[str, Any], default: list[str]
) -> tuple[FieldFacts, ...]:
    """Return the asked columns, else the default ones that the reader may see."""
    readable = readable_fields(entity.model, principal)
    if asked.get("columns") and asked.get("select_columns"):
        raise BadRequest(msg("Give either “columns” or “select_columns”."))
    names = asked.get("columns") or asked.get("select_columns") or [n for n in default if n in readable]
    for name in names:
        if name not in readable and name != "id":
            raise BadRequest(msg("There is no column “{name}”.", name=name[:60]))
    return tuple(readable[name] for name in dict.fromkeys(names) if name in readable)


def page_size(asked: Mapping[str, Any]) -> int:
    """Return the asked page size, capped."""
    size = asked.get("page_size", PAGE_SIZE)
    if size < 1:
        raise BadRequest(msg("“{name}” must be a whole number of at least 1.", name="page_size"))
    return min(int(size), PAGE_SIZE_MAX)


def _page(asked: Mapping[str, Any]) -> int:
    page = asked.get("page", 0)
    if page < 0:
        raise BadRequest(msg("“{name}” must be a whole number of at least 0.", name="page"))
    if page >= MAX_PAGE:
        raise BadRequest(msg("Lists end at page {page}: use the search or a filter.", page=MAX_PAGE))
    return int(page)


def _sort(entity: Entity, principal: Principal, asked: Mapping[str, Any]) -> str:
    name = asked.get("order_column", "")
    if not name:
        return ""
    facts = readable_fields(entity.model, principal).get(name)
    if name != "id" and (facts is None or not is_sortable(facts)):
        raise BadRequest(msg("This list cannot be sorted by “{name}”.", name=name[:60]))
    return f"-{name}" if asked.get("order_direction") == "desc" else str(name)


def _search(asked: Mapping[str, Any]) -> str:
    try:
        return as_text(cleaned(asked.get("search", "")) or "")[:200]
    except InvalidInput as error:
        raise BadRequest(msg("“{name}” must be a text.", name="search")) from error


def _depth(text: str) -> int:
    """Return how deep the brackets of rison or JSON lie: what can be read may still be too deep to check or to name."""
    steps = (1 if char in "([{" else -1 for char in text if char in "()[]{}")
    return max(accumulate(steps), default=0)


def readable_rison(method: Callable[..., Response], **merges: Callable[..., None]) -> Callable[..., Response]:
    """Let a FAB route answer 400 where its rison parser fails with anything but its own error, or would later.

    `merges` replace the functions that fill the named parts of the answer: FAB binds them when it is imported.
    """

    def route(self: Any, *args: Any, **kwargs: Any) -> Response:
        text = request.args.get("q") or "()"
        try:
            if _depth(text) > MAX_DEPTH:
                raise ValueError
            prison.loads(text)
        except prison.decoder.ParserException:
            pass  # FAB tries JSON next
        except Exception:
            return self.response_400(str(msg("“{name}” is not valid rison.", name="q")))
        return method(self, *args, **kwargs)

    update_wrapper(route, method)
    route._response_key_func_mappings = getattr(method, "_response_key_func_mappings", {}) | merges  # type: ignore[attr-defined]  # noqa: SLF001
    return route
