"""The staff of the journey: one branch, one person for each duty that the life of a loan asks of different people."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Flask
from flask_appbuilder.security.sqla.models import User
from playwright.sync_api import Browser
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app.extensions import db, reading
from app.people.authority_limit.model import Authority
from app.people.employee import Employee
from app.people.reach import rebuild_reach
from app.security.acting import as_system
from app.security.roles import Role
from app.servicing.instalment.model import Instalment
from app.shared.company import business_date
from app.shared.product_class import ProductClass
from config import Testing
from tests.factories.people import make_branch, make_employee, make_limit
from tests.factories.products import make_product
from tests.journeys.person import PASSWORD, Person

PEOPLE: dict[str, tuple[str, Role]] = {
    "lead": ("Phan Thị Diệu", Role.TEAM_LEAD),
    "seller": ("Đặng Quốc Bảo", Role.SALES),
    "marketer": ("Vũ Ngọc Hân", Role.MARKETING),
    "appraiser": ("Bùi Đức Thịnh", Role.APPRAISER),
    "analyst": ("Hồ Minh Châu", Role.RISK),
    "reviewer": ("Ngô Thanh Tùng", Role.RISK),
    "manager": ("Trương Hoài An", Role.MANAGER),
    "lawyer": ("Lý Khánh Vy", Role.LEGAL),
    "accountant": ("Đỗ Thu Trang", Role.ACCOUNTANT),
    "cashier": ("Dương Mai Phương", Role.CASHIER),
    "collector": ("Tạ Công Danh", Role.COLLECTOR),
    "auditor": ("Mai Xuân Kiên", Role.AUDITOR),
}
AT_HEAD_OFFICE = frozenset({"marketer", "analyst", "reviewer", "lawyer", "accountant", "auditor"})
PRODUCT = "Vay tiêu dùng nhanh"


@dataclass
class Cast:
    """Who works at the lender; asked for by duty, a person signs in once and keeps their browser."""

    browser: Browser
    base_url: str
    album: Path | None
    usernames: dict[str, str]
    app: Flask

    def __post_init__(self) -> None:
        self._present: dict[str, Person] = {}

    def __getattr__(self, duty: str) -> Person:
        if duty.startswith("_") or duty not in self.usernames:
            raise AttributeError(duty)
        if duty not in self._present:
            self._present[duty] = Person(self.browser, self.base_url, self.usernames[duty], self.album)
        return self._present[duty]

    def business_date(self) -> date:
        """Return the day on which the lender posts."""
        with self.app.app_context(), reading(), as_system(db.session, "test") as session:
            day = business_date(session)
            db.session.remove()
        return day

    def first_due_on(self) -> date:
        """Return the due date of the newest contract's first instalment."""
        with self.app.app_context(), reading(), as_system(db.session, "test") as session:
            query = select(Instalment.due_on).order_by(Instalment.contract_id.desc(), Instalment.k).limit(1)
            day = session.scalars(query).one()
            db.session.remove()
        return day

    def go_home(self) -> None:
        """Close every window."""
        for person in self._present.values():
            person.leave()


def hire(session: Session) -> dict[str, str]:
    """Hire the staff, give each the tests' password, offer one product; returns duty → user name."""
    head_office = make_branch(session, name="Hội sở")
    branch = make_branch(session, name="Chi nhánh Bến Thành", parent_id=head_office.id)
    staff: dict[str, Employee] = {}
    for duty, (name, role) in PEOPLE.items():
        manager = staff["lead"].id if duty == "seller" else None
        place = head_office if duty in AT_HEAD_OFFICE else branch
        staff[duty] = make_employee(session, role, place, full_name=name, manager_id=manager)
    make_limit(session, staff["manager"], Authority.BUDGET, 200_000_000)
    for authority in (Authority.APPROVER, Authority.PAYOUT):
        make_limit(session, staff["manager"], authority, 50_000_000, product_class=ProductClass.UNSECURED)
    make_product(session, name=PRODUCT)
    rebuild_reach(session)
    password = generate_password_hash(PASSWORD, method=Testing.FAB_PASSWORD_HASH_METHOD)
    with as_system(session, "hire"):
        accounts = {duty: session.get_one(User, person.user_id) for duty, person in staff.items()}
        for account in accounts.values():
            account.password = password
        session.flush()
        return {duty: account.username for duty, account in accounts.items()}
