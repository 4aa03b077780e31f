"""A lender with two branches under a head office, and programs that call its API for each of its people."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import prison
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_jwt_extended import create_access_token
from werkzeug.test import TestResponse

from app.extensions import db
from app.parties.customer.model import Customer
from app.people.branch import Branch
from app.people.employee import Employee, Unit
from app.security.acting import as_system
from app.security.roles import Role
from app.shared.company import ensure_company

PASSWORD = "a long enough Passw0rd!"
STAFF = {
    "north": (Role.SALES, "North"),
    "south": (Role.SALES, "South"),
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


@dataclass
class Program:
    """A program that signs each of its requests with one user's token."""

    client: FlaskClient
    token: str

    def call(self, method: str, path: str, body: Any = None, **kwargs: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}", **kwargs.pop("headers", {})}
        if body is not None:
            kwargs["json"] = body
        return self.client.open(f"/api/v1/{path}", method=method, headers=headers, **kwargs)

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.call("GET", path, query_string={"q": prison.dumps(query)} if query else None)

    def post(self, path: str, body: Any = None, **kwargs: Any) -> TestResponse:
        return self.call("POST", path, {} if body is None else body, **kwargs)

    def put(self, path: str, body: Any, **kwargs: Any) -> TestResponse:
        return self.call("PUT", path, body, **kwargs)

    def delete(self, path: str) -> TestResponse:
        return self.call("DELETE", path)


@pytest.fixture(scope="module")
def lender(app: Flask) -> Lender:
    """One person per role, three customers in each branch, owned by its salesperson."""
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
            made.branches = {name: row.id for name, row in branches.items()}
            for name, (role, place) in STAFF.items():
                made.users[name], made.employees[name] = _person(app, session, name, role, made.branches[place])
            for place in ("North", "South"):
                for number in range(3):
                    row = customer(made, place, number)
                    session.add(row)
                    session.flush()
                    made.customers[f"{place} {number}"] = row.id
            session.commit()
        db.session.remove()
    return made


def _person(app: Flask, session: Any, name: str, role: Role, branch: int) -> tuple[int, int]:
    security = app.extensions["appbuilder"].sm
    user = security.add_user(name, name.title(), "Trần", f"{name}@lender.example", security.find_role(role), PASSWORD)
    employee = Employee(full_name=f"Trần {name.title()}", branch_id=branch, unit=Unit.SALES, user_id=user.id)
    session.add(employee)
    session.flush()
    return user.id, employee.id


def customer(lender: Lender, place: str, number: int) -> Customer:
    """Return a new customer of a branch, owned by its salesperson."""
    branch = lender.branches[place]
    return Customer(
        full_name=f"{place} Đặng {number}",
        born_on=date(1990, 1, 1 + number),
        id_no=f"{branch:06d}{number:06d}",
        phone=f"+84912{branch:03d}{number:03d}",
        monthly_income=12_000_000,
        province="Hà Nội",
        branch_id=branch,
        owner_id=lender.employees[place.lower()],
    )


def person(number: int, **more: Any) -> dict[str, Any]:
    """Return a complete new customer as the API takes it."""
    return {
        "full_name": f"Lê Văn {number}",
        "born_on": "1988-02-03",
        "id_no": f"079088{number:06d}",
        "phone": f"0987{number:06d}",
    } | more


@pytest.fixture
def api(app: Flask, lender: Lender) -> Iterator[Callable[[str], Program]]:
    """Return a function that gives a program of a member of staff."""

    def sign_in(name: str) -> Program:
        with app.app_context():
            token = create_access_token(identity=str(lender.users[name]), fresh=True)
        return Program(app.test_client(), token)

    yield sign_in
    with app.app_context():
        db.session.remove()
