"""A small lender with two branches, its people, and a browser that signs in as any of them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

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
}


@dataclass
class Lender:
    """The ids of what was made, by name."""

    branches: dict[str, int] = field(default_factory=dict)
    employees: dict[str, int] = field(default_factory=dict)
    customers: dict[str, int] = field(default_factory=dict)
    leads: list[int] = field(default_factory=list)


@dataclass
class Visitor:
    """A signed-in browser: posts carry the tokens of the page that shows the form."""

    client: FlaskClient

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.client.get(path, **kwargs)

    def post(self, path: str, data: dict[str, Any] | None = None, *, page: str = "", **kwargs: Any) -> TestResponse:
        tokens = self.tokens(page or path)
        return self.client.post(path, data={**tokens, **(data or {})}, **kwargs)

    def tokens(self, page: str) -> dict[str, str]:
        """Return the hidden inputs of the page's last form that has a key, or of the page at all."""
        html = self.get(page).text
        return {
            name: found[-1]
            for name in ("csrf_token", "form_key", "version")
            if (found := re.findall(rf'name="{name}"[^>]* value="([^"]+)"', html))
        }


@pytest.fixture(scope="module")
def lender(app: Flask) -> Lender:
    """Two branches under a head office, one person per role, three customers in each branch."""
    made = Lender()
    with app.app_context():
        with as_system(db.session, "test data") as session:
            ensure_company(session)
            head = Branch(name="Head office")
            session.add(head)
            session.flush()
            branches = {"Head office": head, **{n: Branch(name=n, parent_id=head.id) for n in ("North", "South")}}
            session.add_all(branches.values())
            session.flush()
            for name, (role, place) in STAFF.items():
                made.employees[name] = _person(app, session, name, role, branches[place])
            for place, owner in (("North", "north"), ("South", "south")):
                for number in range(3):
                    row = _customer(f"{place} Đặng {number}", branches[place].id, made.employees[owner], number)
                    session.add(row)
                    session.flush()
                    made.customers[f"{place} {number}"] = row.id
            session.get(Employee, made.employees["north"]).manager_id = made.employees["lead"]
            for number in range(4):
                lead = Lead(
                    full_name=f"Lead {number}",
                    phone=f"+8498700{number:04d}",
                    source=Channel.WEBSITE,
                    branch_id=branches["North"].id,
                    owner_id=made.employees["north"],
                )
                session.add(lead)
                session.flush()
                made.leads.append(lead.id)
            made.branches = {name: row.id for name, row in branches.items()}
            session.commit()
        db.session.remove()
    return made


def _person(app: Flask, session: Any, name: str, role: Role, branch: Branch) -> int:
    security = app.extensions["appbuilder"].sm
    user = security.add_user(name, name.title(), "Nguyễn", f"{name}@lender.example", security.find_role(role), PASSWORD)
    employee = Employee(full_name=f"Nguyễn {name.title()}", branch=branch, unit=Unit.SALES, user_id=user.id)
    session.add(employee)
    session.flush()
    return int(employee.id)


def _customer(name: str, branch: int, owner: int, number: int) -> Customer:
    return Customer(
        full_name=name,
        born_on=date(1990, 1, 1 + number),
        id_no=f"{branch:06d}{number:06d}",
        phone=f"+84912{branch:03d}{number:03d}",
        monthly_income=12_000_000 + number,
        risk_grade=list(RiskGrade)[number],
        branch_id=branch,
        owner_id=owner,
    )


@pytest.fixture
def visit(app: Flask, lender: Lender) -> Iterator[Callable[[str], Visitor]]:
    """Return a function that signs a member of staff in."""

    def sign_in(name: str) -> Visitor:
        visitor = Visitor(app.test_client())
        answer = visitor.post("/login/", {"username": name, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        return visitor

    yield sign_in
    with app.app_context():
        db.session.remove()
