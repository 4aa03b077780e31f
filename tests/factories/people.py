"""Branches and staff, as an administrator would enter them, and acting as one of the staff."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from app.people.authority_limit.model import Authority, AuthorityLimit, LimitStatus
from app.people.branch import Branch
from app.people.employee import Employee, Unit
from app.people.reach import rebuild_reach
from app.people.sign_in import open_sign_in
from app.security.acting import acting_as, as_system
from app.security.loading import load_principal
from app.security.roles import Role

_numbers = count(1)
_UNITS = {
    Role.SALES: Unit.SALES,
    Role.TEAM_LEAD: Unit.SALES,
    Role.APPRAISER: Unit.APPRAISAL,
    Role.RISK: Unit.RISK,
    Role.LEGAL: Unit.LEGAL,
    Role.CASHIER: Unit.FINANCE,
    Role.ACCOUNTANT: Unit.FINANCE,
    Role.COLLECTOR: Unit.COLLECTION,
    Role.FIELD_COLLECTOR: Unit.COLLECTION,
    Role.CARE: Unit.CARE,
    Role.MARKETING: Unit.MARKETING,
    Role.MANAGER: Unit.MANAGEMENT,
}


def make_branch(session: Session, **facts: Any) -> Branch:
    """Add a branch; without a parent it is the head office."""
    number = next(_numbers)
    with as_system(session, "factory"):
        branch = Branch(**({"name": f"Chi nhánh Quận {number}", "province": "TP. Hồ Chí Minh"} | facts))
        session.add(branch)
        session.flush()
    return branch


def make_employee(session: Session, role: Role | None, branch: Branch, **facts: Any) -> Employee:
    """Add an employee who signs in with the role; without a role they have no account."""
    number = next(_numbers)
    with as_system(session, "factory"):
        employee = Employee(
            **(
                {
                    "full_name": f"Nguyễn Văn {number}",
                    "branch_id": branch.id,
                    "unit": _UNITS.get(role, Unit.CONTROL) if role else Unit.CONTROL,
                    "email": f"nv{number}@tinphat.example",
                    "joined_on": date(2024, 1, 2),
                }
                | facts
            )
        )
        if role is not None:
            employee.user_id = open_sign_in(
                session,
                full_name=employee.full_name,
                username=f"nv{number}",
                email=employee.email or "",
                role=role,
            )
        session.add(employee)
        session.flush()
    return employee


def make_limit(session: Session, employee: Employee, role: Authority, amount: int | None, **facts: Any) -> None:
    """Put a limit in force for the employee."""
    with as_system(session, "factory"):
        limit = {
            "employee_id": employee.id,
            "role": role,
            "amount": amount,
            "valid_from": date(2024, 1, 2),
            "status": LimitStatus.IN_FORCE,
        }
        session.add(AuthorityLimit(**(limit | facts)))
        session.flush()


@contextmanager
def signed_in(session: Session, employee: Employee) -> Iterator[None]:
    """Let the employee act, with the rights and the reach of this moment."""
    session.flush()
    rebuild_reach(session)
    principal = load_principal(session, employee.user_id or 0, employee.full_name)
    with acting_as(session, principal):
        yield
