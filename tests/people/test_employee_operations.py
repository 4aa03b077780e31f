"""Hiring opens an account with one role; leaving closes it, at once or on the day."""

from datetime import date, timedelta

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy.orm import Session

from app.lowcode.perform import perform
from app.people.branch import Branch
from app.people.employee import Employee, close_accounts_of_leavers
from app.security.acting import as_system
from app.security.loading import load_permissions
from app.security.roles import Role
from app.shared.clock import local_date
from app.shared.errors import Conflict, Denied, InvalidInput
from tests.factories.people import make_branch, make_employee, signed_in

TODAY = local_date("Asia/Ho_Chi_Minh")


@pytest.fixture
def office(session: Session) -> Branch:
    return make_branch(session)


@pytest.fixture
def administrator(session: Session, office: Branch) -> Employee:
    return make_employee(session, Role.ADMINISTRATOR, office)


def depart(session: Session, by: Employee, who: Employee, on: date) -> None:
    with signed_in(session, by):
        perform(session, Employee, "leave", who.id, inputs={"left_on": on}, reason="Nghỉ việc")


class TestGrantSignIn:
    def test_opens_an_account_with_the_role(self, session: Session, office: Branch, administrator: Employee) -> None:
        newcomer = make_employee(session, None, office)
        with signed_in(session, administrator):
            inputs = {"username": "lan.tran", "role": "Sales"}
            perform(session, Employee, "grant_sign_in", newcomer.id, inputs=inputs)
        assert set(load_permissions(session, newcomer.user_id or 0)) == {"Sales"}

    def test_refuses_a_name_in_use(self, session: Session, office: Branch, administrator: Employee) -> None:
        taken = session.get_one(User, administrator.user_id).username
        newcomer = make_employee(session, None, office)
        inputs = {"username": taken, "role": "Sales"}
        with signed_in(session, administrator), pytest.raises(InvalidInput):
            perform(session, Employee, "grant_sign_in", newcomer.id, inputs=inputs)

    def test_refuses_a_second_account(self, session: Session, office: Branch, administrator: Employee) -> None:
        seller = make_employee(session, Role.SALES, office)
        with signed_in(session, administrator), pytest.raises(Conflict):
            perform(session, Employee, "grant_sign_in", seller.id, inputs={"username": "second", "role": "Manager"})

    def test_is_not_for_managers(self, session: Session, office: Branch) -> None:
        manager = make_employee(session, Role.MANAGER, office)
        with signed_in(session, manager), pytest.raises(Denied):
            perform(session, Employee, "grant_sign_in", manager.id, inputs={"username": "again", "role": "Sales"})


class TestLeave:
    def test_closes_the_account_today(self, session: Session, office: Branch, administrator: Employee) -> None:
        seller = make_employee(session, Role.SALES, office)
        depart(session, administrator, seller, TODAY)
        assert not seller.active
        assert not session.get_one(User, seller.user_id).active
        assert load_permissions(session, seller.user_id or 0) == {}

    def test_waits_for_the_day(self, session: Session, office: Branch, administrator: Employee) -> None:
        seller = make_employee(session, Role.SALES, office)
        depart(session, administrator, seller, TODAY + timedelta(days=30))
        with as_system(session, "job"):
            assert close_accounts_of_leavers(session) == 0
            seller.left_on = TODAY
            session.flush()
            assert close_accounts_of_leavers(session) == 1
        assert not session.get_one(User, seller.user_id).active

    def test_and_come_back(self, session: Session, office: Branch, administrator: Employee) -> None:
        seller = make_employee(session, Role.SALES, office)
        depart(session, administrator, seller, TODAY)
        with signed_in(session, administrator):
            perform(session, Employee, "come_back", seller.id, reason="Làm lại")
        assert session.get_one(User, seller.user_id).active

    def test_not_before_joining(self, session: Session, office: Branch, administrator: Employee) -> None:
        seller = make_employee(session, Role.SALES, office)
        with pytest.raises(InvalidInput):
            depart(session, administrator, seller, date(2023, 1, 1))

    def test_active_is_not_edited_by_hand(self, session: Session, office: Branch, administrator: Employee) -> None:
        seller = make_employee(session, Role.SALES, office)
        with signed_in(session, administrator):
            seller.active = False
            with pytest.raises(Denied):
                session.flush()
