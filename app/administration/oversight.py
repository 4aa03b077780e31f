"""Oversight: what the home page shows those who control or administer, in place of queues of work."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, url_for
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.entry import AuditEntry
from app.lowcode.catalog import by_slug
from app.lowcode.subject import told_of
from app.security.principal import Principal
from app.security.roles import Role
from app.security.tables import SignIn
from app.shared.clock import utc_now
from app.shared.field import fields_of
from app.shared.text import Message, msg

_LATEST = 8


@dataclass(frozen=True)
class Line:
    """One line of a panel: what, a note beside it, when, and where it leads."""

    text: str
    note: str
    at: datetime | None
    url: str


@dataclass(frozen=True)
class Panel:
    """A titled list of lines; `url` leads to all of it."""

    title: Message
    icon: str
    lines: list[Line]
    url: str


def panels_of(session: Session, principal: Principal) -> list[Panel]:
    """Return the panels of the user's roles, each read in one or two statements."""
    found = []
    if Role.AUDITOR in principal.roles:
        found.append(
            Panel(msg("Latest in the audit log"), "history", list(_audited(session)), url_for("AuditEntryView.list"))
        )
    if current_app.extensions["appbuilder"].sm.has_access("menu_access", "List Users"):
        found.append(Panel(msg("Accounts"), "users", list(_accounts(session)), url_for("UserDBModelView.list")))
    return found


def _audited(session: Session) -> Iterator[Line]:
    about = fields_of(AuditEntry)
    for row in session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(_LATEST)):
        done = told_of(row, about["action"])
        what = told_of(row, about["record_id" if row.record_id else "entity"]) if row.entity else ""
        yield Line(f"{row.actor or '–'} · {done}", what, row.at, url_for("AuditEntryView.show", pk=row.id))


def _accounts(session: Session) -> Iterator[Line]:
    users, ins, now = User.__table__, SignIn.__table__, utc_now()
    lifetime = current_app.permanent_session_lifetime
    active, unused, closed, present = (
        session.connection()
        .execute(
            select(
                select(func.count()).select_from(users).where(users.c.active.is_(True)).scalar_subquery(),
                select(func.count())
                .select_from(users)
                .where(users.c.active.is_(True), users.c.last_login.is_(None))
                .scalar_subquery(),
                select(func.count()).select_from(users).where(users.c.active.is_(False)).scalar_subquery(),
                select(func.count(ins.c.user_id.distinct()))
                .where(ins.c.ended_at.is_(None), ins.c.started_at > now - lifetime)
                .scalar_subquery(),
            )
        )
        .one()
    )
    person: Any = by_slug("employee").model
    no_account = select(func.count(person.id)).where(person.active.is_(True), person.user_id.is_(None))
    without = session.execute(no_account).scalar_one()
    users_page, staff_page = url_for("UserDBModelView.list"), url_for("EmployeeView.list", f_active="1")
    yield Line(str(msg("Signed in now")), str(present), None, users_page)
    yield Line(str(msg("Open accounts")), str(active), None, users_page)
    yield Line(str(msg("Never used")), str(unused), None, users_page)
    yield Line(str(msg("Closed accounts")), str(closed), None, users_page)
    yield Line(str(msg("Employees without an account")), str(without), None, staff_page)
