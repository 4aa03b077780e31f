"""The gateway for writes: every written row, and every row it points to, must lie within the writer's rights."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, scoped_session

from app.security.acting import principal_of
from app.security.principal import Kind, Principal
from app.security.row_rule import reaches
from app.shared.errors import Denied, InvalidInput, NotFound, Ungoverned
from app.shared.field import FieldFacts, FieldKind, fields_of
from app.shared.record import Governed, PostedRecord
from app.shared.text import msg

_WRITTEN = "rows_written_by_user"
_OWN_COLUMNS = frozenset({"version", "created_at", "created_by_id", "updated_at", "updated_by_id"})


def guard_writes(session: scoped_session[Any] | type[Session] | Any) -> None:
    """Check each flush of the session, before it for rights and after it for where the rows have come to lie."""
    event.listen(session, "before_flush", _check)
    event.listen(session, "after_flush", _check_place)


def _check(session: Session, _context: object, _instances: object) -> None:
    new = [o for o in session.new if isinstance(o, Governed)]
    changed = [o for o in session.dirty if isinstance(o, Governed) and session.is_modified(o)]
    deleted = [o for o in session.deleted if isinstance(o, Governed)]
    if not (new or changed or deleted):
        return
    principal = principal_of(session)
    if principal is None:
        raise Denied
    posted = [o for o in (*changed, *deleted) if isinstance(o, PostedRecord)]
    if posted:
        raise Ungoverned(f"{type(posted[0]).__name__} is posted: reverse it, it never changes")
    if principal.kind is Kind.SYSTEM:
        return
    if deleted:
        raise Ungoverned("rows are marked deleted, never removed")
    if principal.kind is Kind.OPERATION:
        for row in (*new, *changed):
            if type(row) not in principal.entities:
                raise Ungoverned(f"operation {principal.name} writes {type(row).__name__}, which it does not declare")
        return
    _check_rights(session, principal, new, changed)
    session.info[_WRITTEN] = [(row, "add") for row in new] + [(row, "edit") for row in changed]


def _check_rights(session: Session, principal: Principal, new: list[Governed], changed: list[Governed]) -> None:
    for row in new:
        principal.require(type(row), "add")
        _check_values(session, principal, row, [f for f in fields_of(type(row)).values() if _value(row, f) is not None])
    for row in changed:
        names = _changed_names(row)
        word = "delete" if "deleted_at" in names else "edit"
        principal.require(type(row), word)
        if not reaches(session, principal, type(row), word, row.id):
            raise NotFound
        facts = fields_of(type(row))
        if unknown := names - set(facts) - _OWN_COLUMNS - {"deleted_at"} - _secret_columns(type(row)):
            raise Denied(msg("{fields} cannot be changed here.", fields=", ".join(sorted(unknown))))
        _check_values(session, principal, row, [facts[name] for name in names if name in facts])


def _check_values(session: Session, principal: Principal, row: Governed, written: Iterable[FieldFacts]) -> None:
    hidden = principal.hidden_fields(type(row))
    for facts in written:
        if not facts.editable or facts.name in hidden:
            raise Denied(msg("{field} cannot be changed here.", field=facts.label))
        value = _value(row, facts)
        if facts.kind is FieldKind.REFERENCE and value is not None:
            target = inspect(type(row)).relationships[facts.name.removesuffix("_id")].mapper.class_
            if not reaches(session, principal, target, "read", value) or _is_foreign_branch(principal, facts, value):
                raise InvalidInput.of({facts.name: msg("Choose one of the records you may see.")})


def _is_foreign_branch(principal: Principal, facts: FieldFacts, key: int) -> bool:
    """Branches are read by all; a row may still be put only under a branch that its writer reaches."""
    branches = principal.reach.branches
    return facts.name == "branch_id" and branches is not None and key not in branches


def _value(row: Governed, facts: FieldFacts) -> Any:
    if facts.kind is FieldKind.REFERENCE:
        related: Governed | None = inspect(row).dict.get(facts.name.removesuffix("_id"))
        return related.id if related is not None else getattr(row, facts.name)
    return getattr(row, facts.name)


def _changed_names(row: Governed) -> set[str]:
    state: Any = inspect(row)
    columns = {attr.key for attr in state.mapper.column_attrs if state.attrs[attr.key].history.has_changes()}
    relations = {
        r.key for r in state.mapper.relationships if r.key in state.dict and state.attrs[r.key].history.has_changes()
    }
    return columns | {f"{name}_id" for name in relations if f"{name}_id" in state.mapper.columns}


def _secret_columns(model: type[Governed]) -> set[str]:
    return {column for secret in model.__secrets__.values() for column in secret.columns}


def _check_place(session: Session, _context: object) -> None:
    """Refuse a row that a user has put, or moved, outside the part of the company they may write in."""
    principal = principal_of(session)
    written = session.info.pop(_WRITTEN, ())
    if principal is None or principal.kind is not Kind.USER:
        return
    for row, word in written:
        if getattr(row, "deleted_at", None) is None and not reaches(session, principal, type(row), word, row.id):
            raise Denied(msg("You may not put this record under that branch or owner."))
