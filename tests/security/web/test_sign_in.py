"""Signing in and out: what makes a cookie or token good, and what kills every copy of it at once."""

import pytest
from werkzeug.security import generate_password_hash

from app.extensions import db
from tests.security.web.conftest import PASSWORD

NEW = "another-quiet-river-7"


def change_password(manager, name, password=NEW):
    manager.reset_password(manager.find_user(name).id, password)


def deactivate(manager, name):
    user = manager.find_user(name)
    user.active = False
    manager.update_user(user)


def give_role(manager, name):
    user = manager.find_user(name)
    user.roles = [*user.roles, manager.find_role("Marketing")]
    manager.update_user(user)


def take_role(manager, name):
    user = manager.find_user(name)
    user.roles = [role for role in user.roles if role.name != "Marketing"]
    manager.update_user(user)


def restore(manager, name):
    user = manager.find_user(name)
    user.active = True
    manager.update_user(user)
    change_password(manager, name, PASSWORD)


class TestCookie:
    def test_a_copy_dies_with_the_sign_out(self, open_browser):
        sales = open_browser("sales")
        thief = sales.copy()
        assert thief.is_signed_in()
        assert sales.post("/logout/", {}, page="/").status_code == 302
        assert not sales.is_signed_in()
        assert not thief.is_signed_in()

    @pytest.mark.parametrize("change", [change_password, give_role, take_role, deactivate])
    def test_every_copy_dies_with_a_change_of_the_account(self, open_browser, on_server, change):
        risk, elsewhere = open_browser("risk"), open_browser("risk", "10.0.0.9")
        on_server(change, "risk")
        assert not risk.is_signed_in()
        assert not elsewhere.is_signed_in()
        on_server(restore, "risk")
        assert not risk.is_signed_in()

    def test_ones_own_password_change_ends_the_other_sign_ins(self, open_browser, on_server):
        legal = open_browser("legal")
        elsewhere, thief = open_browser("legal", "10.0.0.9"), legal.copy()
        form = {"current_password": PASSWORD, "password": NEW, "conf_password": NEW}
        assert legal.post("/resetmypassword/form", form).status_code == 302
        assert legal.is_signed_in()
        assert not elsewhere.is_signed_in()
        assert not thief.is_signed_in()
        on_server(change_password, "legal", PASSWORD)

    def test_a_reset_by_an_administrator_ends_them_all(self, open_browser, accounts, on_server):
        care, administrator = open_browser("customercare"), open_browser("administrator")
        path = f"/resetpassword/form?pk={accounts['customercare']}"
        assert administrator.post(path, {"password": NEW, "conf_password": NEW}).status_code == 302
        assert not care.is_signed_in()
        assert care.sign_in("customercare", NEW).location == "/"
        on_server(change_password, "customercare", PASSWORD)

    def test_signing_in_gives_a_new_key_and_forgets_the_old_browser_data(self, open_browser):
        visitor = open_browser()
        with visitor.client.session_transaction() as cookie:
            cookie["planted"], cookie["sign_in"] = "by an attacker", "a key the attacker knows"
        visitor.sign_in("sales")
        with visitor.client.session_transaction() as cookie:
            assert "planted" not in cookie
            assert cookie["sign_in"] != "a key the attacker knows"

    def test_a_forged_key_is_no_sign_in(self, open_browser):
        sales = open_browser("sales")
        with sales.client.session_transaction() as cookie:
            cookie["sign_in"] = "made up"
        assert not sales.is_signed_in()

    def test_another_users_key_is_no_sign_in(self, open_browser, accounts):
        sales, risk = open_browser("sales"), open_browser("risk")
        with risk.client.session_transaction() as cookie:
            key = cookie["sign_in"]
        with sales.client.session_transaction() as cookie:
            cookie["sign_in"] = key
        assert not sales.is_signed_in()

    def test_it_grows_old(self, app, open_browser, monkeypatch):
        sales = open_browser("sales")
        assert sales.is_signed_in()
        monkeypatch.setitem(app.config, "PERMANENT_SESSION_LIFETIME", 0)
        assert not sales.is_signed_in()

    def test_a_link_signs_nobody_out(self, open_browser):
        sales = open_browser("sales")
        assert sales.get("/logout/").status_code == 405
        assert sales.client.post("/logout/").status_code == 400
        assert sales.is_signed_in()


class TestToken:
    @pytest.mark.parametrize("name", ["nobody", "no\0body", "no\ud800body"])
    @pytest.mark.parametrize("more", [{}, {"password": "\ud800"}])
    def test_is_given_to_nobody_unknown_whatever_the_name(self, open_browser, name, more):
        asked = {"username": name, "password": PASSWORD} | more
        assert open_browser().client.post("/api/v1/security/login", json=asked).status_code == 401

    def tokens(self, browser, name="sales"):
        answer = browser.client.post(
            "/api/v1/security/login",
            json={"username": name, "password": PASSWORD, "provider": "db", "refresh": True},
            environ_base=browser.where,
        )
        assert answer.status_code == 200, answer.text
        return answer.json

    def refresh(self, browser, tokens):
        bearer = {"Authorization": f"Bearer {tokens['refresh_token']}"}
        return browser.client.post("/api/v1/security/refresh", headers=bearer)

    def test_lives_until_its_sign_in_ends(self, open_browser, on_server):
        visitor = open_browser()
        tokens = self.tokens(visitor)
        again = self.refresh(visitor, tokens)
        assert again.status_code == 200
        bearer = {"Authorization": f"Bearer {again.json['access_token']}"}
        assert visitor.client.post("/api/v1/security/logout", headers=bearer).status_code == 200
        assert self.refresh(visitor, tokens).status_code == 401

    @pytest.mark.parametrize("change", [change_password, give_role, take_role, deactivate])
    def test_dies_with_a_change_of_the_account(self, open_browser, on_server, change):
        visitor = open_browser()
        tokens = self.tokens(visitor, "risk")
        on_server(change, "risk")
        assert self.refresh(visitor, tokens).status_code == 401
        on_server(restore, "risk")

    def test_anybody_elses_provider_is_a_bad_request(self, open_browser):
        body = {"username": "sales", "password": PASSWORD, "provider": "ldap"}
        assert open_browser().client.post("/api/v1/security/login", json=body).status_code == 400


class TestGuessing:
    @pytest.fixture(autouse=True)
    def nobody_costs_nothing(self, app, monkeypatch):
        """A guess at nobody is checked against a made-up hash, here one of the tests' own kind."""
        cheap = generate_password_hash(PASSWORD, app.config["FAB_PASSWORD_HASH_METHOD"])
        monkeypatch.setitem(app.config, "AUTH_DB_FAKE_PASSWORD_HASH_CHECK", cheap)

    def guess(self, browser, name, **headers):
        return browser.post("/login/", {"username": name, "password": "wrong"}, headers=headers).status_code

    def test_the_form_stops_a_guesser_before_any_password_is_hashed(self, open_browser, monkeypatch):
        guesser = open_browser()
        assert {self.guess(guesser, "sales") for _ in range(10)} == {302}
        hashed = []
        monkeypatch.setattr("app.security.manager.check_password_hash", lambda *_: hashed.append(1))
        for n in range(3):
            assert self.guess(guesser, "sales", **{"X-Forwarded-For": f"10.1.1.{n}", "Forwarded": "for=9.9.9.9"}) == 429
        assert hashed == []

    def test_the_api_counts_with_the_form(self, open_browser):
        guesser = open_browser()
        for _ in range(10):
            self.guess(guesser, "Sales")
        body = {"username": "sales", "password": PASSWORD, "provider": "db"}
        answer = guesser.client.post("/api/v1/security/login", json=body, environ_base=guesser.where)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0

    def test_nobody_is_locked_out_from_elsewhere(self, open_browser):
        guesser = open_browser()
        for _ in range(12):
            self.guess(guesser, "administrator")
        assert open_browser("administrator", "10.0.0.9").is_signed_in()

    def test_a_success_forgives(self, open_browser):
        clumsy = open_browser()
        for _ in range(4):
            for _ in range(6):
                assert self.guess(clumsy, "sales") == 302
            clumsy.client.delete_cookie("lendboard_session")
            assert clumsy.sign_in("sales").location == "/"
            clumsy.client.delete_cookie("lendboard_session")

    def test_one_address_cannot_try_a_password_on_everybody(self, open_browser):
        sprayer = open_browser()
        assert 429 in {self.guess(sprayer, f"user{n}") for n in range(105)}


class TestSameAnswer:
    @pytest.fixture(autouse=True)
    def hashed_as_in_production(self, app, accounts, on_server, monkeypatch):
        """The tests' own hash costs nothing: here it must cost what the made-up one costs."""
        monkeypatch.delitem(app.config, "FAB_PASSWORD_HASH_METHOD")
        for name in ("sales", "gone"):
            on_server(lambda manager, user_id: manager.reset_password(user_id, PASSWORD), accounts[name])

    @pytest.mark.parametrize("name", ["sales", "gone", "nobody", "gone@lender.example", "sales@lender.example"])
    def test_whoever_is_named(self, open_browser, app, monkeypatch, name):
        """The same page, the same count of hashes and of statements: so the same time."""
        from sqlalchemy import event
        from werkzeug import security

        hashes, statements = [], []

        def counted(*args):
            hashes.append(args[0].split("$")[0])
            return security.check_password_hash(*args)

        monkeypatch.setattr("app.security.manager.check_password_hash", counted)
        visitor = open_browser()
        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        visitor.get("/login/")
        before = len(statements)
        answer = visitor.sign_in(name, "not the password")
        assert (answer.status_code, answer.location) == (302, "/login/?next=/")
        assert len(hashes) == 1
        assert hashes[0].startswith("scrypt:32768:8:1")
        assert sum(s.startswith("SELECT") for s in statements[before:]) == 2
        assert "Invalid login" in visitor.get("/login/").text

    @pytest.mark.parametrize("password", ["", "\0\0"])
    def test_an_empty_password(self, open_browser, password):
        assert open_browser().sign_in("sales", password).status_code in (200, 302)


class TestOwnPassword:
    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"current_password": "wrong"}, "not your current password"),
            ({"current_password": ""}, "required"),
            ({"password": "1", "conf_password": "1"}, "at least 12 characters"),
            ({"password": "password123456", "conf_password": "password123456"}, "easily guessed"),
            ({"conf_password": "other"}, "must match"),
        ],
        ids=str,
    )
    def test_is_refused(self, open_browser, changes, message):
        sales = open_browser("sales")
        form = {"current_password": PASSWORD, "password": NEW, "conf_password": NEW}
        answer = sales.post("/resetmypassword/form", form | changes)
        assert answer.status_code == 200
        assert message in answer.text.replace("&#39;", "'")
        assert open_browser("sales").is_signed_in()
