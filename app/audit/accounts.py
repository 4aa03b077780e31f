"""The audit of accounts: whose rights were changed by whom, and whom the sign-in turned away."""

from collections.abc import Iterable
from typing import Any

from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, scoped_session

from app.audit.listener import record_event
from app.extensions.database import db
from app.security.sign_in import SignInRefused

_PENDING = "accounts_pending"
_TOLD = {User: ("username", "first_name", "last_name", "email", "active"), Role: ("name",)}
_NAMED = {User: ("roles", "groups"), Role: ("permissions",)}


def watch_accounts(session: scoped_session[Any] | type[Session] | Any) -> None:
    """Audit each change of a user or a role in the flush that makes it: FAB's tables are no records of ours."""
    event.listen(session, "before_flush", _note)
    event.listen(session, "after_flush", _write)


def note_refused_sign_in(refused: SignInRefused) -> None:
    """Audit an attempt to sign in that was refused; the name that was typed is not kept, it may be a password."""
    changes = {"known": refused.user_id is not None} | ({"user": refused.user_id} if refused.user_id else {})
    record_event(db.session, "account.sign_in_refused", changes=changes)
    db.session.commit()


def _note(session: Session, _context: object, _instances: object) -> None:
    pending = []
    for rows, word in ((session.new, "add"), (session.dirty, "edit"), (session.deleted, "delete")):
        for row in rows:
            if isinstance(row, (User, Role)):
                changes = _changes(row) if word != "delete" else {}
                if changes or word != "edit":
                    pending.append((f"account.{word}", row, row.id, changes))
    session.info[_PENDING] = pending


def _write(session: Session, _context: object) -> None:
    for action, row, key, changes in session.info.pop(_PENDING, ()):
        kind = "User" if isinstance(row, User) else "Role"
        record_event(session, action, changes=changes, about=(kind, key or row.id))


def _changes(row: User | Role) -> dict[str, Any]:
    kind = User if isinstance(row, User) else Role
    attributes: Any = inspect(row).attrs
    found: dict[str, Any] = {}
    for name in _TOLD[kind]:
        history = attributes[name].history
        if history.has_changes():
            found[name] = [next(iter(history.deleted or ()), None), next(iter(history.added or ()), None)]
    for name in _NAMED[kind]:
        history = attributes[name].history
        if history.has_changes():
            kept = list(history.unchanged or ())
            found[name] = [_names([*kept, *(history.deleted or ())]), _names([*kept, *(history.added or ())])]
    if kind is User and attributes.password.history.has_changes():
        found["password"] = ["•••", "•••"]
    return found


def _names(rows: Iterable[Any]) -> list[str]:
    return sorted(str(row) for row in rows)
