"""Employee: a person of the lender, tied to their sign-in, with a place in the branch tree and a manager."""

import enum
from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.lowcode import Entity, Menu, Record, field, reference, shared
from app.people.branch import Branch
from app.security.roles import Role
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
    left_on: Mapped[date | None] = field("Left on", help="From this day the person can no longer sign in.")
    active: Mapped[bool] = field("Active", listed=True, filtered=True, default=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), unique=True)

    branch: Mapped[Branch]


def leaves_after_joining(employee: Employee) -> tuple[str, Message] | None:
    """Refuse a last day before the first."""
    if employee.joined_on and employee.left_on and employee.left_on < employee.joined_on:
        return "left_on", msg("The last day cannot be before the first day.")
    return None


ENTITY = Entity(
    Employee,
    "Employees",
    menu=Menu.ORGANISATION,
    icon="id-badge-2",
    access=dict.fromkeys(Role, "read") | {Role.ADMINISTRATOR: "read add edit export"},
    scope=shared(),
    rules=(leaves_after_joining,),
    order="full_name",
)
