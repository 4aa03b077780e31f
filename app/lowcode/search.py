"""Search: the words of a search box turned into SQL under the reader's rights, over a record and what it names."""

import re

from sqlalchemy import ColumnElement, or_, select

from app.lowcode.catalog import entity_of
from app.lowcode.conditions import contains
from app.lowcode.entity import Entity
from app.lowcode.language import texts_shown_as
from app.security.principal import Principal
from app.shared.column_types import MessageType
from app.shared.errors import DomainError
from app.shared.field import FieldFacts, FieldKind, fields_of
from app.shared.folding import fold

DEEPEST = 2  # a receipt is found by its contract's customer, and nothing by more than that


def searched(entity: Entity, principal: Principal) -> list[FieldFacts]:
    """Return the fields, references among them, that the search of this reader looks at."""
    hidden, secrets = principal.hidden_fields(entity.model), entity.model.__secrets__
    return [
        facts
        for name, facts in fields_of(entity.model).items()
        if name not in hidden and (secrets[name].lookup if name in secrets else _is_searchable(facts, principal))
    ]


def search_condition(entity: Entity, principal: Principal, text: str, depth: int = 0) -> ColumnElement[bool]:
    """Match the searchable fields, the code, a whole secret value through its blind index, and searchable references.

    What a reference names is searched by the same rule, among the rows that the reader may see.
    """
    model = entity.model
    found: list[ColumnElement[bool]] = []
    if (key := key_in(entity, text, bare=depth == 0)) is not None:
        found.append(model.id == key)
    for facts in searched(entity, principal):
        if facts.secret:
            secret = model.__secrets__[facts.name]
            found.append(secret.matches(model, _normalised(secret.facts, text)))
        elif facts.kind is FieldKind.REFERENCE:
            if depth < DEEPEST:
                target = entity_of(facts.target)
                keys = select(target.model.id).where(search_condition(target, principal, text, depth + 1))
                found.append(getattr(model, facts.name).in_(keys))
        elif facts.choices:
            labels = {value: fold(str(label)) for value, label in facts.choices.items()}
            meant = [value for value, label in labels.items() if fold(text) in label or text == value]
            found.append(getattr(model, facts.name).in_(meant))
        else:
            column = getattr(model, facts.name)
            found.append(contains(column, text))
            if isinstance(column.type, MessageType):
                found.append(column.in_(texts_shown_as(text)))
    return or_(*found) if found else model.id.in_(())


def key_in(entity: Entity, text: str, *, bare: bool = True) -> int | None:
    """Return the id that a text names as a code of this entity: `CUS-000042`, where `bare` also `42`."""
    prefix = re.escape(prefix_of(entity))
    match = re.fullmatch(rf"(?:{prefix}-?){'?' if bare else ''}0*(\d{{1,18}})", text.strip().upper(), re.ASCII)
    return int(match[1]) if match else None


def prefix_of(entity: Entity) -> str:
    """Return what the entity's codes begin with."""
    return entity.model.__prefix__ or entity.name[:3].upper()


def _is_searchable(facts: FieldFacts, principal: Principal) -> bool:
    if not facts.searchable or facts.mask is not None:
        return False
    return facts.kind is not FieldKind.REFERENCE or principal.may(entity_of(facts.target).model, "read")


def _normalised(facts: FieldFacts, text: str) -> str:
    try:
        return str(facts.parse(text)) if facts.parse else text
    except DomainError:
        return text
