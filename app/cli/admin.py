"""`admin`: the first administrator of a company, who hires all others on the screens."""

import argparse
import getpass
import sys

from flask_appbuilder.exceptions import PasswordComplexityValidationError
from sqlalchemy import select

from app.cli.migrate import bring_up_to_date
from app.extensions import db, writing
from app.factory import create_app
from app.people.branch import Branch
from app.people.employee import Employee, Unit
from app.people.sign_in import open_sign_in
from app.security.acting import as_system
from app.security.passwords import check_password
from app.security.roles import Role
from app.shared.errors import DomainError


def main(arguments: list[str]) -> int:
    """Hire the administrator; returns 2 where the facts or the password are refused."""
    parser = argparse.ArgumentParser(prog="run.py admin")
    parser.add_argument("username")
    parser.add_argument("--name", required=True, help="full name, family name first")
    parser.add_argument("--email", required=True)
    options = parser.parse_args(arguments)
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    app = create_app(pages=False)
    with app.app_context():
        try:
            bring_up_to_date(app)
            check_password(password)
            hire(options.username, options.name, options.email, password)
        except (DomainError, PasswordComplexityValidationError) as refused:
            print(f"admin: {refused}", file=sys.stderr)
            return 2
    print(f"{options.username} may sign in as administrator.")
    return 0


def hire(username: str, name: str, email: str, password: str) -> None:
    """Open the account at the head office, which is made where there is none; raises InvalidInput for a taken name."""
    with writing(), as_system(db.session, "admin") as session:
        office = session.scalars(select(Branch).where(Branch.parent_id.is_(None)).order_by(Branch.id)).first()
        if office is None:
            office = Branch(name="Head office")
            session.add(office)
            session.flush()
        person = Employee(full_name=name, branch_id=office.id, unit=Unit.CONTROL, email=email)
        person.user_id = open_sign_in(
            session, full_name=name, username=username, email=email, role=Role.ADMINISTRATOR, password=password
        )
        session.add(person)
        session.commit()
