"""Default deny: every address is declared, asks for a sign-in, and answers only whoever has its permission."""

import pytest
from flask import Flask
from flask_wtf import CSRFProtect

from app.security.roles import Role
from app.security.sync import declared_grants
from app.security.web import PUBLIC, UnprotectedError, close_by_default, is_declared, permission_of

_SECURITY_SCREENS = ("/users/list/", "/roles/list/", "/groups/list/")


def _address(rule) -> str:
    """Return an address of the rule, with harmless values in it."""
    return rule.build(dict.fromkeys(rule.arguments, "1"), append_unknown=False)[1]


def test_every_address_is_declared(app):
    assert [rule.rule for rule in app.url_map.iter_rules() if not is_declared(app, rule)] == []


def test_an_undeclared_address_is_found(app):
    fresh = Flask("fresh")
    fresh.extensions.update(csrf=CSRFProtect(), appbuilder=app.extensions["appbuilder"])
    fresh.add_url_rule("/forgotten", "forgotten", lambda: "")
    assert [rule.rule for rule in fresh.url_map.iter_rules() if not is_declared(fresh, rule)] == ["/forgotten"]


def test_a_stranger_gets_nothing(app, open_browser):
    """Every rule and verb, without a sign-in: the sign-in page or a refusal, never an answer or a fault."""
    stranger = open_browser()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC or rule.endpoint.endswith(".static"):
            continue
        try:
            path = _address(rule)
        except (TypeError, ValueError):
            path = rule.rule
        for verb in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = stranger.client.open(path, method=verb)
            refused = answer.status_code in (400, 401, 403, 404, 405)
            assert refused or "/login/" in (answer.location or ""), (verb, path, answer.status)


def test_the_application_refuses_to_start_without_form_tokens():
    with pytest.raises(UnprotectedError):
        close_by_default(Flask("bare"))


def test_a_form_without_its_token_is_refused(open_browser):
    sales = open_browser("sales")
    for path in ("/logout/", "/resetmypassword/form", "/users/delete/1", "/login/"):
        assert sales.client.post(path).status_code == 400


def test_no_get_changes_anything(app, open_browser, accounts):
    administrator = open_browser("administrator")
    for path in (f"/users/delete/{accounts['sales']}", "/roles/delete/1", "/logout/"):
        assert administrator.get(path).status_code in (302, 403, 404, 405)
    assert open_browser("sales").is_signed_in()


class TestForgedRequests:
    @pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:80"])
    def test_a_forged_host(self, open_browser, host):
        assert open_browser().get("/login/?next=http://evil.example/", headers={"Host": host}).status_code == 400

    def test_a_forged_host_at_any_address(self, app, open_browser):
        """Also where a check of our own comes before Flask's, as the guard of the dashboards does."""
        boss = open_browser("manager")
        for rule in app.url_map.iter_rules():
            try:
                path = _address(rule)
            except (TypeError, ValueError):
                path = rule.rule
            for verb in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                answer = boss.client.open(path, method=verb, headers={"Host": "evil.example"})
                assert answer.status_code == 400, (verb, path)
                assert "evil.example" not in answer.text

    @pytest.mark.parametrize(
        "target",
        ["http://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "https:evil.example"],
    )
    def test_a_foreign_next(self, open_browser, target):
        answer = open_browser().post(
            f"/login/?next={target}", {"username": "sales", "password": "kiwi-brook-velvet-41"}, page="/login/"
        )
        assert answer.status_code == 302
        assert answer.location.startswith("/")
        assert not answer.location.startswith(("//", "/\\"))


class TestHeaders:
    def test_on_every_page(self, open_browser):
        answer = open_browser("sales").get("/")
        policy = answer.headers["Content-Security-Policy"]
        assert "'nonce-" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        script = next(part for part in policy.split(";") if "script-src" in part)
        assert "unsafe-inline" not in script
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store"

    def test_the_cookie(self, open_browser):
        cookie = open_browser("sales").client.get_cookie("lendboard_session")
        assert cookie.http_only
        assert cookie.same_site == "Lax"


class TestSecurityScreens:
    @pytest.mark.parametrize("role", list(Role))
    def test_are_for_administrators_and_read_by_auditors_and_stewards(self, open_browser, role):
        somebody = open_browser(role.lower().replace(" ", ""))
        reads = role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.DATA_STEWARD)
        for path in _SECURITY_SCREENS:
            assert (somebody.get(path).status_code == 200) is reads, path
        assert (somebody.get("/users/add").status_code == 200) is (role is Role.ADMINISTRATOR)
        assert somebody.get("/users/userinfo/").status_code == 200
        assert somebody.get("/resetmypassword/form").status_code == 200

    def test_no_declared_role_has_a_right_on_the_security_api(self, app):
        apis = {"User", "Role", "Group", "Permission", "ViewMenu", "PermissionViewMenu"}
        served = {
            permission_of(app, r.endpoint) for r in app.url_map.iter_rules() if r.rule.startswith("/api/v1/security/")
        }
        assert apis <= {pair[1] for pair in served if pair}
        assert not [grant for grant in declared_grants() if grant[2] in apis]

    @pytest.mark.parametrize("path", ["users", "roles", "groups"])
    def test_the_security_api_obeys_rights_and_form_tokens(self, open_browser, path):
        address = f"/api/v1/security/{path}/"
        assert open_browser("administrator").get(address).status_code == 403
        root = open_browser("root")
        assert root.get(address).status_code == 200
        assert root.client.post(address, json={"name": "x"}).status_code == 400

    def test_the_statistics_chart_and_file_downloads_are_absent(self, app):
        rules = [rule.rule for rule in app.url_map.iter_rules()]
        assert not [
            rule for rule in rules if "chart" in rule.lower() or rule.startswith("/download") or "/uploads" in rule
        ]
