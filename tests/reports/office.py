"""A small lender for report tests: a head office, two branches, and people who see different parts of it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.extensions import db, reading
from app.parties.customer.model import Customer
from app.people.branch import Branch
from app.people.employee import Employee, Unit
from app.people.reach import rebuild_reach
from app.security.acting import acting_as, as_system
from app.security.loading import load_principal
from app.security.principal import Principal
from app.security.roles import Role
from app.shared.company import Company

TODAY = date(2026, 3, 31)
PASSWORD = "a long enough password"
NOON_UTC = datetime(2026, 1, 10, 5, tzinfo=UTC)


@dataclass
class Office:
    """Ids by short name, and the principals of the people by role name."""

    branches: dict[str, int] = field(default_factory=dict)
    employees: dict[str, int] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)

    def principal(self, who: str) -> Principal:
        """Return the rights of a person as they are now."""
        with reading():
            loaded = load_principal(db.session(), self.users[who], who)
            db.session.rollback()
        return loaded


PEOPLE = (
    ("boss", "head", Role.MANAGER),
    ("north_manager", "north", Role.MANAGER),
    ("north_seller", "north", Role.SALES),
    ("south_seller", "south", Role.SALES),
    ("marketer", "head", Role.MARKETING),
    ("auditor", "head", Role.AUDITOR),
    ("admin", "head", Role.ADMINISTRATOR),
)


def open_office(app: Flask) -> Office:
    """Build the branches, people and sign-ins; call inside the application's context."""
    office, session = Office(), db.session()
    with as_system(session, "test"):
        session.execute(update(Company.__table__).values(business_date=TODAY))
        head = Branch(name="Head office")
        session.add(head)
        session.flush()
        office.branches["head"] = head.id
        for name in ("north", "south"):
            branch = Branch(name=f"The {name}", parent_id=head.id)
            session.add(branch)
            session.flush()
            office.branches[name] = branch.id
        for who, branch, role in PEOPLE:
            user = app.appbuilder.sm.add_user(
                who, who, role, f"{who}@example.com", app.appbuilder.sm.find_role(role), PASSWORD
            )
            employee = Employee(full_name=who, branch_id=office.branches[branch], unit=Unit.SALES, user_id=user.id)
            session.add(employee)
            session.flush()
            office.users[who], office.employees[who] = user.id, employee.id
        rebuild_reach(session)
        session.commit()
    return office


def add_customers(office: Office, branch: str, owner: str, count: int, first: datetime, *, migrated: bool) -> None:
    """Add customers, one a day from the first instant on."""
    session = db.session()
    with as_system(session, "test"):
        rows = [
            Customer(
                full_name=f"Customer {branch} {first:%m} {n}",
                branch_id=office.branches[branch],
                owner_id=office.employees[owner],
                migrated=True,
            )
            for n in range(count)
        ]
        session.add_all(rows)
        session.flush()
        table = Customer.__table__
        for n, row in enumerate(rows):
            moment = first + timedelta(days=n)
            session.execute(update(table).where(table.c.id == row.id).values(created_at=moment, migrated=migrated))
        session.commit()


def keys_of(statement: object) -> set[int]:
    """Return the keys that a drill select gives, read as the system."""
    with reading(), db.engine.connect() as connection:
        return {row[0] for row in connection.execute(statement)}


def visible(model: type, principal: Principal) -> set[int]:
    """Return the ids of the records that a person's own list would show."""
    session: Session = db.session()
    with reading(), acting_as(session, principal):
        found = set(session.scalars(select(model.id)))
        session.rollback()
    return found
