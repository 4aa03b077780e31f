"""What a select reads: the governed models in it, and whether a part of it escapes the row rule."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Alias, Column, Join, Select, Table
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.selectable import SelectBase

from app.shared.errors import Ungoverned
from app.shared.record import Governed

_TABLES: set[Table] = set()


def governed_models(state: ORMExecuteState) -> set[type[Governed]]:
    """Return the models in a select, eager loads included.

    Raises Ungoverned for a text, and for a governed table or column that is not written through its model:
    no criterion reaches these.
    """
    models = set(_eagerly_loaded(state.statement))
    _collect(state.statement, frozenset(), models, strict=not state.is_relationship_load)
    return models


def touches_governed(statement: Any) -> bool:
    """Tell whether any statement at all, a text included, may read or change governed rows."""
    return any(isinstance(e, TextClause) or model_of(e) or _is_governed(e) for e in _elements(statement, deep=True))


def model_of(element: Any) -> type[Governed] | None:
    """Return the governed model through which a clause element was written, or None."""
    entity = getattr(element, "_annotations", {}).get("parententity")
    model = getattr(getattr(entity, "mapper", None), "class_", None)
    return model if model is not None and issubclass(model, Governed) else None


def _related_model(target: Any) -> type[Governed] | None:
    """Return the model that a relation leads to, as in `.join(Loan.customer)`."""
    mapper = getattr(getattr(target, "property", None), "mapper", None)
    return mapper.class_ if mapper is not None and issubclass(mapper.class_, Governed) else None


def _collect(select: Any, outer: frozenset[Table], models: set[type[Governed]], *, strict: bool) -> None:
    nested: list[SelectBase] = []
    bare: set[Table] = set()
    texts: list[object] = []
    here: set[type[Governed]] = set()
    for element in _elements(select):
        if isinstance(element, SelectBase):
            nested.append(element)
        elif isinstance(element, TextClause):
            texts.append(element)
        elif model := model_of(element):
            here.add(model)
        elif isinstance(element, Column) and _is_governed(element.table):
            bare.add(element.table)
    if isinstance(select, Select):
        joined = [part for join in select._setup_joins for part in join[:2]]  # noqa: SLF001
        here |= set(filter(None, map(_related_model, joined)))
        named = (*select._raw_columns, *select._from_obj, *joined)  # noqa: SLF001
        texts += [table for part in named for table in _tables_named(part) if _is_governed(table)]
    reached = outer | {_table(model) for model in here}
    # SQLAlchemy's own loads by key name bare columns of tables whose model stands in the same select: those are safe.
    if strict and (texts or bare - reached):
        raise Ungoverned(f"a part of this select escapes the row rule: {[*texts, *(bare - reached)]}")
    models |= here
    for inner in nested:
        _collect(inner, frozenset(reached), models, strict=strict)


def _elements(root: Any, *, deep: bool = False) -> Iterator[Any]:
    """Yield what is inside a clause; a select inside is yielded but entered only when `deep`."""
    stack = list(root.get_children()) + ([root] if deep else [])
    while stack:
        element = stack.pop()
        yield element
        if element is not root and not isinstance(element, Table) and (deep or not isinstance(element, SelectBase)):
            stack.extend(element.get_children())


def _tables_named(part: Any) -> Iterator[Table]:
    if isinstance(part, Table):
        yield part
    elif isinstance(part, Join):
        yield from _tables_named(part.left)
        yield from _tables_named(part.right)
    elif isinstance(part, Alias):
        yield from _tables_named(part.element)


def _eagerly_loaded(statement: Any) -> Iterator[type[Governed]]:
    for option in statement._with_options:  # noqa: SLF001 - eager loads name their models only here
        for load in getattr(option, "context", ()):
            for step in load.path:
                mapper = getattr(step, "mapper", None)
                if mapper is not None and issubclass(mapper.class_, Governed):
                    yield mapper.class_


def _table(model: type[Governed]) -> Table:
    return model.__mapper__.local_table


def _is_governed(element: Any) -> bool:
    if not isinstance(element, Table) or "parententity" in element._annotations:  # noqa: SLF001
        return False
    if not _TABLES:
        _TABLES.update(_table(m.class_) for m in Governed.registry.mappers if issubclass(m.class_, Governed))
    return element in _TABLES
