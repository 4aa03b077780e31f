"""Users and roles: only an administrator changes them, nobody grants what they lack, and one administrator stays."""

import pytest
from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.extensions import db
from app.security.acting import acting_as
from app.security.loading import load_principal
from app.shared.errors import Conflict, Denied, InvalidInput
from tests.security.web.conftest import PASSWORD


@pytest.fixture
def change(app, accounts):
    """Return a function that lets a person change an account, and flushes."""

    def run(actor, name, alter):
        with app.app_context():
            try:
                session = db.session()
                user = session.scalars(select(User).where(User.username == name)).one()
                roles = {role.name: role for role in session.scalars(select(RoleRow))}
                with acting_as(session, load_principal(session, accounts[actor], actor)):
                    alter(user, roles)
                    session.flush()
            finally:
                db.session.rollback()
                db.session.remove()

    return run


def give(role):
    return lambda user, roles: user.roles.append(roles[role])


def strip(user, _roles):
    user.roles = []


def deactivate(user, _roles):
    user.active = False


def rename(user, _roles):
    user.first_name = "Renamed"


class TestWho:
    @pytest.mark.parametrize("alter", [give("Risk"), strip, deactivate])
    def test_only_an_administrator(self, change, alter):
        for actor in ("sales", "manager", "auditor"):
            with pytest.raises(Denied):
                change(actor, "cashier", alter)
        change("administrator", "cashier", alter)

    def test_nobody_changes_their_own_rights(self, change):
        for alter in (give("Risk"), strip, deactivate):
            with pytest.raises(Denied):
                change("administrator", "administrator", alter)
        change("administrator", "administrator", rename)

    def test_the_bootstrap_role_comes_only_from_its_holder(self, change):
        with pytest.raises(Denied):
            change("administrator", "cashier", give("Admin"))
        change("root", "cashier", give("Admin"))

    def test_ones_own_name_is_ones_own(self, change):
        change("sales", "sales", rename)


class TestRoles:
    def test_a_declared_role_is_not_changed_on_a_screen(self, change):
        def alter(_user, roles):
            held = set(roles["Sales"].permissions)
            roles["Sales"].permissions.append(next(p for p in roles["Admin"].permissions if p not in held))

        for actor in ("administrator", "root"):
            with pytest.raises(Denied):
                change(actor, "sales", alter)

    def test_a_role_of_ones_own_holds_what_its_maker_holds(self, change):
        def made(source, view):
            def alter(user, roles):
                some = [p for p in roles[source].permissions if p.view_menu.name == view]
                assert some
                user.roles.append(RoleRow(name="Helper", permissions=some))

            return alter

        change("administrator", "sales", made("Administrator", "UserDBModelView"))
        with pytest.raises(Denied):
            change("administrator", "sales", made("Sales", "Customer"))
        with pytest.raises(Denied):
            change("sales", "cashier", made("Sales", "Customer"))


class TestTheLastAdministrator:
    def test_stays(self, app, accounts, change):
        def only_root(user, roles):
            for each in (roles["Administrator"], roles["Admin"]):
                for holder in list(each.user):
                    if holder.username != "root":
                        holder.roles.remove(each)

        def nobody(user, roles):
            only_root(user, roles)
            db.session.flush()
            deactivate(user, roles)

        change("root", "administrator", only_root)
        with pytest.raises((Conflict, Denied)):
            change("root", "root", nobody)

        with app.app_context():
            session = db.session()
            for name in ("administrator", "root"):
                user = session.scalars(select(User).where(User.username == name)).one()
                user.active = False
                if name == "administrator":
                    session.flush()
            with pytest.raises(Conflict):
                session.flush()
            db.session.rollback()
            db.session.remove()


class TestPasswords:
    @pytest.mark.parametrize("password", ["1", "short-one-9", "aaaaaaaaaaaaaaa", "Lendboard123456", "passwordpassword"])
    def test_weak_ones_are_refused_on_every_path(self, on_server, accounts, password):
        def add(manager):
            manager.add_user("weak", "W", "W", "weak@lender.example", manager.find_role("Sales"), password)

        with pytest.raises(InvalidInput):
            on_server(add)
        with pytest.raises(InvalidInput):
            on_server(lambda manager: manager.reset_password(accounts["sales"], password))
        with pytest.raises(InvalidInput):
            on_server(lambda manager: manager.add_user("weak", "W", "W", "w@x.vn", password=password))

    def test_the_users_form_refuses_them_too(self, open_browser, on_server):
        form = {"first_name": "W", "last_name": "W", "username": "weak", "active": "y", "email": "weak@lender.example"}
        form |= {"password": "1", "conf_password": "1"}
        answer = open_browser("administrator").post("/users/add", form)
        assert answer.status_code == 200
        assert "at least 12 characters" in answer.text
        assert on_server(lambda manager: manager.find_user("weak")) is None

    def test_the_bootstrap_role_sees_no_business_rows(self, app, accounts):
        with app.app_context():
            assert load_principal(db.session(), accounts["root"], "root").grants == {}
            assert load_principal(db.session(), accounts["gone"], "gone").grants == {}
            assert load_principal(db.session(), accounts["sales"], "sales").grants
            db.session.remove()

    def test_sign_in_works_with_the_password_that_was_given(self, open_browser):
        assert open_browser().sign_in("sales", PASSWORD).location == "/"
