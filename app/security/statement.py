"""What a select reads: the governed models in it, and whether a part of it escapes the row rule."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Alias, Column, Join, Select, Table
from sqlalchemy.orm import Mapper, ORMExecuteState
from sqlalchemy.sql.elements import ColumnClause, TextClause
from sqlalchemy.sql.expression import TableClause
from sqlalchemy.sql.selectable import CTE, SelectBase, Subquery

from app.shared.errors import Ungoverned
from app.shared.record import Governed

_TABLES: dict[str, type[Governed]] = {}
_HARMLESS_LITERALS = frozenset({"*", "1", "0", "NULL"})


def governed_models(state: ORMExecuteState) -> set[type[Governed]]:
    """Return the models in a select, eager loads included.

    Raises Ungoverned for a text, and for a governed table or column that is not written through its model:
    no criterion reaches these.
    """
    models = set(_eagerly_loaded(state.statement))
    _collect(state.statement, frozenset(), models, strict=not state.is_relationship_load)
    return models | set(_joined_by_default(models))


def touches_governed(statement: Any) -> bool:
    """Tell whether any statement at all, a text included, may read or change governed rows."""
    return any(_is_text(e) or model_of(e) or _is_governed(e) for e in _elements(statement, deep=True))


def model_of(element: Any) -> type[Governed] | None:
    """Return the governed model through which a clause element was written, or None."""
    entity = getattr(element, "_annotations", {}).get("parententity")
    model = getattr(getattr(entity, "mapper", None), "class_", None)
    return model if model is not None and issubclass(model, Governed) else None


def _related_model(target: Any) -> type[Governed] | None:
    """Return the model that a relation leads to, as in `.join(Loan.customer)`."""
    mapper = getattr(getattr(target, "property", None), "mapper", None)
    return mapper.class_ if mapper is not None and issubclass(mapper.class_, Governed) else None


def _collect(select: Any, outer: frozenset[str], models: set[type[Governed]], *, strict: bool) -> None:
    nested: list[tuple[Any, bool]] = []
    bare: set[str] = set()
    escapes: list[object] = []
    here: set[type[Governed]] = set()
    for element in _elements(select):
        if isinstance(element, SelectBase):
            nested.append((element, True))
        elif isinstance(element, (Subquery, CTE)):
            nested.append((element.element, False))
        elif _is_text(element):
            escapes.append(element)
        elif model := model_of(element):
            here.add(model)
        elif isinstance(element, Column) and _is_governed(table := _unaliased(element.table)):
            bare.add(table.name)
    if isinstance(select, Select):
        joined = [part for join in select._setup_joins for part in join[:2]]  # noqa: SLF001
        here |= set(filter(None, map(_related_model, joined)))
        named = (*select._raw_columns, *select._from_obj, *joined)  # noqa: SLF001
        escapes += [table for part in named for table in _tables_named(part) if _is_governed(table)]
    own = frozenset(_table_name(model) for model in here)
    # SQLAlchemy's own loads by key name bare columns of tables whose model stands in the same select: those are safe.
    # So are those of an outer select, to which a select inside a condition refers back.
    escapes += sorted(name for name in bare - own if name not in outer or not _refers_back(select, name, own))
    if strict and escapes:
        raise Ungoverned(f"a part of this select escapes the row rule: {[str(e) for e in escapes]}")
    models |= here
    for inner, in_condition in nested:
        _collect(inner, own | outer if in_condition else frozenset(), models, strict=strict)


def _refers_back(select: Any, name: str, own: frozenset[str]) -> bool:
    """Tell whether the table `name` of an outer select is that same table here, and not one read anew."""
    if not isinstance(select, Select):
        return False
    chosen = {column.table.name for column in select._raw_columns if isinstance(column, Column)}  # noqa: SLF001
    if select._correlate_except is not None:  # noqa: SLF001
        return name not in {getattr(table, "name", None) for table in select._correlate_except}  # noqa: SLF001
    named = {getattr(table, "name", None) for table in select._correlate or ()}  # noqa: SLF001
    return name in named or (select._auto_correlate and bool(own) and name not in chosen)  # noqa: SLF001


def _elements(root: Any, *, deep: bool = False) -> Iterator[Any]:
    """Yield what is inside a clause; a select inside is yielded but entered only when `deep`."""
    closed = () if deep else (SelectBase, Subquery, CTE)
    stack = list(root.get_children()) + ([root] if deep else [])
    while stack:
        element = stack.pop()
        yield element
        if element is not root and not isinstance(element, (Table, *closed)):
            stack.extend(element.get_children())


def _is_text(element: Any) -> bool:
    """Tell whether the element is SQL written as text, which nobody can look into."""
    if isinstance(element, TextClause):
        return True
    return isinstance(element, ColumnClause) and element.is_literal and element.name not in _HARMLESS_LITERALS


def _tables_named(part: Any) -> Iterator[TableClause]:
    if isinstance(part, TableClause):
        yield part
    elif isinstance(part, Join):
        yield from _tables_named(part.left)
        yield from _tables_named(part.right)
    elif isinstance(part, Alias) and model_of(part) is None:
        yield from _tables_named(part.element)


def _unaliased(table: Any) -> Any:
    while isinstance(table, Alias) and model_of(table) is None:
        table = table.element
    return table


def _eagerly_loaded(statement: Any) -> Iterator[type[Governed]]:
    for option in statement._with_options:  # noqa: SLF001 - eager loads name their models only here
        for load in getattr(option, "context", ()):
            for step in load.path:
                mapper = getattr(step, "mapper", None)
                if mapper is not None and issubclass(mapper.class_, Governed):
                    yield mapper.class_


def _joined_by_default(models: set[type[Governed]]) -> Iterator[type[Governed]]:
    """Yield the models that relations declared `lazy="joined"` bring into the same select."""
    waiting, seen = list(models), set(models)
    while waiting:
        mapper: Mapper[Any] = waiting.pop().__mapper__
        for relation in mapper.relationships:
            related = relation.mapper.class_
            if relation.lazy == "joined" and related not in seen and issubclass(related, Governed):
                seen.add(related)
                waiting.append(related)
                yield related


def _table_name(model: type[Governed]) -> str:
    return str(model.__table__.name)


def _is_governed(element: Any) -> bool:
    """Tell whether the element is a governed table, by whatever object it is named, and not through its model."""
    if not isinstance(element, TableClause) or "parententity" in element._annotations:  # noqa: SLF001
        return False
    if not _TABLES:
        mapped = [m.class_ for m in Governed.registry.mappers if issubclass(m.class_, Governed)]
        _TABLES.update({_table_name(model): model for model in mapped})
    return element.name in _TABLES
