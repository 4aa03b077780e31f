"""Users and roles: only an administrator changes them, nobody grants what they lack, and one administrator stays."""

import pytest
from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.audit.entry import AuditEntry
from app.extensions import db
from app.security.acting import acting_as, as_system
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


class TestOwnAccount:
    """The name of an account is what the audit calls whoever acts: nobody chooses their own."""

    def test_nobody_renames_themselves(self, change, open_browser):
        for role in ("sales", "auditor", "manager"):
            with pytest.raises(Denied):
                change(role, role, rename)
            browser = open_browser(role)
            assert browser.get("/userinfoeditview/form").status_code == 403

    def test_only_an_administrator_sets_the_password_of_another(self, change):
        def take_over(user, _roles):
            user.password = "hash"

        with pytest.raises(Denied):
            change("manager", "cashier", take_over)
        change("manager", "manager", take_over)
        change("administrator", "cashier", take_over)


class TestAudit:
    @pytest.fixture
    def entries(self, app):
        def read(action):
            with app.app_context():
                try:
                    with as_system(db.session, "look"):
                        found = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id.desc())
                        return [(e.entity, e.record_id, e.actor, e.changes) for e in db.session.scalars(found)]
                finally:
                    db.session.remove()

        return read

    def test_of_a_change_of_rights(self, open_browser, accounts, entries, on_server):
        administrator = open_browser("administrator")
        user = {"first_name": "Cashier", "last_name": "Probe", "username": "cashier", "email": "cashier@lender.example"}
        roles = on_server(lambda manager: [str(manager.find_role(name).id) for name in ("Cashier", "Risk")])
        path = f"/users/edit/{accounts['cashier']}"
        assert administrator.post(path, {**user, "active": "y", "roles": roles}).status_code == 302
        entity, key, actor, changes = entries("account.edit")[0]
        assert (entity, key, actor) == ("User", accounts["cashier"], "Probe Administrator")
        assert changes["roles"] == [["Cashier"], ["Cashier", "Risk"]]
        administrator.post(path, {**user, "active": "y", "roles": roles[:1]})

    def test_of_a_refused_sign_in(self, open_browser, accounts, entries):
        stranger = open_browser()
        stranger.sign_in("manager", "a wrong password")
        stranger.sign_in("my secret passphrase", "x")
        unknown, known = entries("account.sign_in_refused")[:2]
        assert known[3] == {"known": True, "user": accounts["manager"]}
        assert unknown[3] == {"known": False}


class TestParameters:
    """What stock FAB answers with a fault, or passes over, its own screens included."""

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/users/list/?page_UserDBModelView=abc", 400),
            ("/users/list/?page_UserDBModelView=99999999999999999999", 400),
            ("/users/list/?psize_UserDBModelView=999999", 400),
            ("/users/list/?_oc_UserDBModelView=password&_od_UserDBModelView=asc", 400),
            ("/users/list/?_oc_UserDBModelView=username&_od_UserDBModelView=asc", 200),
            ("/users/list/?_flt_2_password=pbkdf2", 400),
            ("/users/list/?_flt_99_username=a", 400),
            ("/users/list/?_flt_0_created_on=zzz", 400),
            ("/users/list/?_flt_0_roles=abc", 400),
            ("/users/list/?_flt_2_username=sal", 200),
            ("/users/show/99999999999999999999", 404),
            ("/users/edit/99999999999999999999", 404),
            ("/users/download/x", 404),
            ("/roles/show/abc", 404),
        ],
    )
    def test_of_an_account_screen(self, open_browser, path, status):
        assert open_browser("administrator").get(path).status_code == status

    def test_an_unknown_action(self, open_browser):
        assert open_browser("administrator").post("/users/action/none/1", {}, page="/").status_code == 404
