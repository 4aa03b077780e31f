"""What a record is called where it is only mentioned: its title, unless the reader may not see that."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from app.lowcode.catalog import entity_of
from app.lowcode.language import shown
from app.security.principal import Principal
from app.shared.field import FieldKind, fields_of
from app.shared.record import Governed


def name_of(record: Governed | None, principal: Principal) -> str:
    """Return the record's title, or its code where a field of the title is hidden from or masked for the reader."""
    if record is None:
        return ""
    model = type(record)
    facts = fields_of(model)
    hidden = principal.hidden_fields(model)
    if any(name in hidden or (name in facts and facts[name].mask) for name in model.__title__):
        return record.code
    parts = [_part(record, name) for name in model.__title__ if getattr(record, name) not in (None, "")]
    return " · ".join(parts) or str(record)


def names_of(
    session: Session | scoped_session[Any], asked: Iterable[tuple[str, int]], principal: Principal
) -> dict[tuple[str, int], str]:
    """Return (entity, id) → name of the records asked for, as far as the reader sees them; one statement an entity."""
    keys: dict[str, set[int]] = {}
    for target, key in asked:
        keys.setdefault(target, set()).add(key)
    found: dict[tuple[str, int], str] = {}
    for target, ids in keys.items():
        model = entity_of(target).model
        if principal.may(model, "read"):
            rows = session.scalars(select(model).where(model.id.in_(ids)))
            found |= {(target, row.id): name_of(row, principal) for row in rows}
    return found


def subject_field(model: type[Governed]) -> str:
    """Return the relation that says whom or what a record is about, empty where its title names it already."""
    about = (n.removesuffix("_id") for n, f in fields_of(model).items() if f.target and f.searchable)
    return next((name for name in about if name not in model.__title__), "")


def named_relations(model: type[Governed]) -> list[str]:
    """Return the relations that `described` looks at, to be loaded with the record."""
    names = (*model.__title__, subject_field(model))
    return [name for name in names if name in model.__mapper__.relationships]


def described(record: Governed, principal: Principal) -> str:
    """Return the record's name and whom or what it is about, for where it stands alone: `APP-000007 · Lê Thị Ngân`."""
    relation = subject_field(type(record))
    about = name_of(getattr(record, relation), principal) if relation else ""
    name = name_of(record, principal)
    return f"{name} · {about}" if about and about not in name else name


def _part(record: Governed, name: str) -> str:
    value, facts = getattr(record, name), fields_of(type(record)).get(name)
    if facts is not None and facts.kind is FieldKind.CHOICE:
        return str(facts.choices.get(str(value), value))
    return shown(value) if isinstance(value, date) else str(value)
