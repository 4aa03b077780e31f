"""Reach: which branches and people each user sees, rebuilt whenever an employee or a branch changes."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, event, insert, select
from sqlalchemy.orm import Session, scoped_session

from app.people.branch import Branch
from app.people.employee import Employee
from app.security.tables import UserScope

_STALE = "reach_is_stale"


def watch_reach(session: scoped_session[Any] | type[Session] | Any) -> None:
    """Rebuild before the commit of every transaction of the session that moved a person or a branch."""
    event.listen(session, "after_flush", _note)
    event.listen(session, "before_commit", _rebuild_if_stale)


def _note(session: Session, _context: object) -> None:
    if any(isinstance(row, (Branch, Employee)) for row in (*session.new, *session.dirty)):
        session.info[_STALE] = True


def _rebuild_if_stale(session: Session) -> None:
    session.flush()
    if session.info.pop(_STALE, False):
        rebuild_reach(session)


def rebuild_reach(session: Session) -> None:
    """Write every user's reach anew from the branch tree and the lines of management."""
    branches = session.connection().execute(select(Branch.__table__.c.id, Branch.__table__.c.parent_id)).all()
    people = session.connection().execute(
        select(*(Employee.__table__.c[n] for n in ("id", "user_id", "branch_id", "manager_id", "active")))
    )
    staff = people.all()
    below = descendants(branches)
    reports = descendants((e.id, e.manager_id) for e in staff)
    heads = {key for key, parent in branches if parent is None}
    rows = []
    for e in staff:
        if e.user_id is None or not e.active:
            continue
        facts = [("employee", e.id), ("home", e.branch_id)]
        facts += [("member", member) for member in sorted(reports[e.id] - {e.id})]
        facts += [("company", 0)] if e.branch_id in heads else [("branch", b) for b in sorted(below[e.branch_id])]
        rows += [{"user_id": e.user_id, "kind": kind, "ref_id": ref} for kind, ref in facts]
    session.connection().execute(delete(UserScope.__table__))
    if rows:
        session.connection().execute(insert(UserScope.__table__), rows)


def descendants(links: Iterable[tuple[int, int | None]]) -> dict[int, set[int]]:
    """Return key → itself and all below it, for (key, parent) pairs; a circle ends where it began."""
    children: dict[int | None, list[int]] = defaultdict(list)
    keys = []
    for key, parent in links:
        children[parent].append(key)
        keys.append(key)
    found = {}
    for key in keys:
        seen, waiting = {key}, [key]
        while waiting:
            for child in children[waiting.pop()]:
                if child not in seen:
                    seen.add(child)
                    waiting.append(child)
        found[key] = seen
    return found
