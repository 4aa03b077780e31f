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
NEW_FILES = "files_of_this_transaction"  # session.info: keys of the attachments made in it
_STAMPS = frozenset({"version", "updated_at", "updated_by_id"})
_SET_AT_BIRTH = _STAMPS | {"created_at", "created_by_id", "row_key"}


def guard_writes(session: scoped_session[Any] | type[Session] | Any) -> None:
    """Check each flush of the session, before it for rights and after it for where the rows have come to lie."""
    event.listen(session, "before_flush", _check)
    event.listen(session, "after_flush", _check_place)


def _check(session: Session, _context: object, _instances: object) -> None:
    session.info.pop(_WRITTEN, None)
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
        columns = {a.key for a in row.__mapper__.column_attrs if getattr(row, a.key) is not None}
        written = _fields_behind(row, (columns | _changed_relations(row)) - _SET_AT_BIRTH)
        _check_values(session, principal, row, [f for f in written if not _is_default(row, f)])
    for row in changed:
        names = _changed_names(row)
        words = {"delete"} if "deleted_at" in names else {"edit"}
        if "deleted_at" in names and names - _STAMPS - {"deleted_at"}:
            words.add("edit")
        for word in sorted(words):
            principal.require(type(row), word)
            if not reaches(session, principal, type(row), word, row.id):
                raise NotFound
        _check_values(session, principal, row, _fields_behind(row, names - _STAMPS - {"deleted_at"}))


def _fields_behind(row: Governed, columns: set[str]) -> list[FieldFacts]:
    """Return the facts of the fields that the columns store; raises Denied for a column that is no field."""
    facts = fields_of(type(row))
    names = {column: field for field, secret in row.__secrets__.items() for column in secret.columns}
    fields = {names.get(column, column) for column in columns}
    if unknown := fields - set(facts):
        raise Denied(msg("{fields} cannot be changed here.", fields=", ".join(sorted(unknown))))
    return [facts[name] for name in sorted(fields)]


def _is_default(row: Governed, facts: FieldFacts) -> bool:
    """Tell whether a field that only operations write holds what every new row gets."""
    if facts.editable or facts.secret:
        return False
    default = row.__mapper__.columns[facts.name].default
    return default is not None and default.is_scalar and getattr(row, facts.name) == default.arg


def _check_values(session: Session, principal: Principal, row: Governed, written: Iterable[FieldFacts]) -> None:
    hidden = principal.hidden_fields(type(row))
    for facts in written:
        if not facts.editable or facts.name in hidden:
            raise Denied(msg("{field} cannot be changed here.", field=facts.label))
        value = _value(row, facts)
        if facts.kind is FieldKind.FILE and value is not None and value not in session.info.get(NEW_FILES, ()):
            raise InvalidInput.of({facts.name: msg("Send the file itself.")})
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
        relation: Any = inspect(row).attrs[facts.name.removesuffix("_id")]
        # Where both were set the relation wins, as in the flush; one that was only loaded says nothing of the key.
        if relation.history.has_changes():
            return relation.value.id if relation.value is not None else None
    return getattr(row, facts.name)


def _changed_names(row: Governed) -> set[str]:
    state: Any = inspect(row)
    columns = {attr.key for attr in state.mapper.column_attrs if state.attrs[attr.key].history.has_changes()}
    return columns | _changed_relations(row)


def _changed_relations(row: Governed) -> set[str]:
    """Return the keys of the references whose relation, and not whose column, was set."""
    state: Any = inspect(row)
    names = {
        r.key for r in state.mapper.relationships if r.key in state.dict and state.attrs[r.key].history.has_changes()
    }
    return {f"{name}_id" for name in names if f"{name}_id" in state.mapper.columns}


def _check_place(session: Session, _context: object) -> None:
    """Refuse a row that a user has put, or moved, outside the part of the company they may write in."""
    principal = principal_of(session)
    written = session.info.pop(_WRITTEN, ())
    if principal is None or principal.kind is not Kind.USER:
        return
    for row, word in written:
        if getattr(row, "deleted_at", None) is None and not reaches(session, principal, type(row), word, row.id):
            raise Denied(msg("You may not put this record under that branch or owner."))
