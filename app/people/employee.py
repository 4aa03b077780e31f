"""Employee: a person of the lender, tied to their sign-in, with a place in the branch tree and a manager."""

import enum
from datetime import date

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.lowcode import Entity, FieldKind, Menu, Record, action, asks, field, reference, shared
from app.people.branch import Branch
from app.people.sign_in import open_sign_in, set_sign_in
from app.security.acting import session_of
from app.security.roles import Role
from app.shared.clock import local_date
from app.shared.company import company
from app.shared.errors import Conflict
from app.shared.field import choice_labels
from app.shared.text import Message, msg


class Unit(enum.StrEnum):
    """The departments of a lender."""

    SALES = "sales"
    TELESALES = "telesales"
    APPRAISAL = "appraisal"
    RISK = "risk"
    LEGAL = "legal"
    FINANCE = "finance"
    COLLECTION = "collection"
    CARE = "care"
    MARKETING = "marketing"
    MANAGEMENT = "management"
    CONTROL = "control"


class Employee(Record):
    """`user_id` ties the person to a sign-in; without one they cannot sign in but may still be named."""

    __prefix__ = "EMP"
    __title__ = ("full_name",)

    full_name: Mapped[str] = field("Full name", listed=True, searchable=True, index=True)
    branch_id: Mapped[int] = reference(Branch, "Branch", listed=True, filtered=True)
    unit: Mapped[Unit] = field("Department", listed=True, filtered=True)
    job_title: Mapped[str | None] = field("Job title", listed=True)
    manager_id: Mapped[int | None] = reference("Employee", "Manager", listed=True, filtered=True)
    email: Mapped[str | None] = field("Work e-mail", listed=True, searchable=True)
    phone: Mapped[str | None] = field("Work phone")
    joined_on: Mapped[date | None] = field("Joined on")
    left_on: Mapped[date | None] = field(
        "Left on", editable=False, help="From this day the person can no longer sign in."
    )
    active: Mapped[bool] = field("Active", listed=True, filtered=True, default=True, editable=False)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), unique=True)

    branch: Mapped[Branch]


def leaves_after_joining(employee: Employee) -> tuple[str, Message] | None:
    """Refuse a last day before the first."""
    if employee.joined_on and employee.left_on and employee.left_on < employee.joined_on:
        return "left_on", msg("The last day cannot be before the first day.")
    return None


def grant_sign_in(*, record: Employee, username: str, role: str) -> None:
    """Open an account with one role for the person; raises Conflict where there is one."""
    if record.user_id is not None:
        raise Conflict(msg("This person already has an account."))
    if not record.email:
        raise Conflict(msg("Fill in the work e-mail first."))
    record.user_id = open_sign_in(
        session_of(record), full_name=record.full_name, username=username, email=record.email, role=Role(role)
    )


def leave(*, record: Employee, left_on: date) -> None:
    """Note the last day; from that day the account is closed, at once where it has come."""
    record.left_on = left_on
    if left_on <= _today(session_of(record)):
        _close(record)


def come_back(*, record: Employee) -> None:
    """Let a person who had left sign in again."""
    record.left_on, record.active = None, True
    set_sign_in(session_of(record), record.user_id, active=True)


def close_accounts_of_leavers(session: Session) -> int:
    """Close the accounts of those whose last day has come, for the daily job; returns how many."""
    due = select(Employee).where(Employee.active.is_(True), Employee.left_on <= _today(session))
    leavers = session.scalars(due).all()
    for employee in leavers:
        _close(employee)
    return len(leavers)


def _close(employee: Employee) -> None:
    employee.active = False
    set_sign_in(session_of(employee), employee.user_id, active=False)


def _today(session: Session) -> date:
    return local_date(company(session).time_zone)


def is_active(employee: Employee) -> Message | None:
    """Refuse a command for a person who has left."""
    return None if employee.active else msg("This person has left.")


def has_left(employee: Employee) -> Message | None:
    """Refuse a return of a person who is here."""
    return msg("This person has not left.") if employee.active and employee.left_on is None else None


ENTITY = Entity(
    Employee,
    "Employees",
    menu=Menu.ORGANISATION,
    icon="id-badge-2",
    access=dict.fromkeys(Role, "read") | {Role.ADMINISTRATOR: "read add edit export grant_sign_in leave come_back"},
    scope=shared(),
    rules=(leaves_after_joining,),
    actions=(
        action(
            "grant_sign_in",
            "Grant sign-in",
            run=grant_sign_in,
            guards=(is_active,),
            inputs=(
                asks("username", "User name", pattern=r"[A-Za-z0-9._-]{3,64}"),
                asks("role", "Role", FieldKind.CHOICE, choices=choice_labels(Role)),
            ),
        ),
        action(
            "leave",
            "Record departure",
            run=leave,
            guards=(is_active,),
            inputs=(asks("left_on", "Last day", FieldKind.DATE),),
            needs_reason=True,
            danger=True,
        ),
        action("come_back", "Record return", run=come_back, guards=(has_left,), needs_reason=True),
    ),
    order="full_name",
)
