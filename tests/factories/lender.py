"""A small lender for screens and API: two branches under a head office, its people with passwords, their customers."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from app.extensions import db
from app.marketing.campaign.model import Channel
from app.marketing.lead.model import Lead
from app.parties.customer.model import Customer, RiskGrade
from app.people.branch import Branch
from app.people.employee import Employee, Unit
from app.security.acting import as_system
from app.security.roles import Role
from app.shared.company import ensure_company

PASSWORD = "a long enough Passw0rd!"
STAFF = {
    "north": (Role.SALES, "North"),
    "south": (Role.SALES, "South"),
    "lead": (Role.TEAM_LEAD, "North"),
    "manager": (Role.MANAGER, "North"),
    "steward": (Role.DATA_STEWARD, "Head office"),
    "auditor": (Role.AUDITOR, "Head office"),
    "marketer": (Role.MARKETING, "Head office"),
    "administrator": (Role.ADMINISTRATOR, "Head office"),
}


@dataclass
class Lender:
    """The ids of what was made, by name."""

    branches: dict[str, int] = field(default_factory=dict)
    employees: dict[str, int] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    customers: dict[str, int] = field(default_factory=dict)
    leads: list[int] = field(default_factory=list)


def found_lender(app: Flask) -> Lender:
    """Make one person a role, three customers in each branch owned by its salesperson, and four leads in the north."""
    made = Lender()
    with app.app_context():
        with as_system(db.session, "test data") as session:
            ensure_company(session)
            head = _added(session, Branch(name="Head office"))
            made.branches = {"Head office": head}
            for name in ("North", "South"):
                made.branches[name] = _added(session, Branch(name=name, parent_id=head))
            for name in STAFF:
                _hire(app, session, made, name)
            session.get_one(Employee, made.employees["north"]).manager_id = made.employees["lead"]
            for place in ("North", "South"):
                for number in range(3):
                    made.customers[f"{place} {number}"] = _added(session, customer(made, place, number))
            made.leads = [_added(session, _lead(made, number)) for number in range(4)]
            session.commit()
        db.session.remove()
    return made


def customer(lender: Lender, place: str, number: int) -> Customer:
    """Return a new customer of a branch, owned by its salesperson."""
    branch = lender.branches[place]
    return Customer(
        full_name=f"{place} Đặng {number}",
        born_on=date(1990, 1, 1 + number),
        id_no=f"{branch:06d}{number:06d}",
        phone=f"+84912{branch:03d}{number:03d}",
        monthly_income=12_000_000 + number,
        risk_grade=list(RiskGrade)[number],
        province="Hà Nội",
        branch_id=branch,
        owner_id=lender.employees[place.lower()],
    )


def _hire(app: Flask, session: Session, lender: Lender, name: str) -> None:
    role, place = STAFF[name]
    security = app.extensions["appbuilder"].sm
    user = security.add_user(name, name.title(), "Nguyễn", f"{name}@lender.example", security.find_role(role), PASSWORD)
    lender.users[name] = user.id
    person = {"full_name": f"Nguyễn {name.title()}", "unit": Unit.SALES, "user_id": user.id}
    lender.employees[name] = _added(session, Employee(branch_id=lender.branches[place], **person))


def _lead(lender: Lender, number: int) -> Lead:
    return Lead(
        full_name=f"Lead {number}",
        phone=f"+8498700{number:04d}",
        source=Channel.WEBSITE,
        branch_id=lender.branches["North"],
        owner_id=lender.employees["north"],
    )


def _added(session: Session, row: Any) -> int:
    session.add(row)
    session.flush()
    return int(row.id)
