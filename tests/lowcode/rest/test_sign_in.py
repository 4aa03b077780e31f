"""Who may call the API: a token alone, or a browser's cookie together with a CSRF token."""

import re

import pytest

from tests.factories.lender import PASSWORD
from tests.lowcode.rest.conftest import person


@pytest.fixture
def signed_in(app, lender):
    """Return a browser in which the salesperson of the north is signed in."""
    client = app.test_client()
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/login/").text)[1]
    answer = client.post("/login/", data={"username": "north", "password": PASSWORD, "csrf_token": token})
    assert answer.status_code == 302
    return client


def csrf_token(client):
    """Return the token of a form page."""
    return re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/customer/add").text)[1]


class TestAnonymous:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_nothing_is_answered(self, app, lender, method):
        answer = app.test_client().open("/api/v1/customer/", method=method, json={})
        assert answer.status_code in (400, 401)
        assert "result" not in answer.json

    @pytest.mark.parametrize("token", ["", "nonsense", "a.b.c"])
    def test_a_false_token_is_401_in_the_usual_shape(self, app, lender, token):
        headers = {"Authorization": f"Bearer {token}"}
        for method in ("GET", "POST"):
            answer = app.test_client().open("/api/v1/customer/", method=method, json={}, headers=headers)
            assert answer.status_code == 401
            assert "token" in answer.json["message"]


class TestToken:
    def test_a_password_buys_a_token_and_the_token_works_without_csrf(self, app, lender):
        client = app.test_client()
        asked = {"username": "north", "password": PASSWORD, "provider": "db"}
        token = client.post("/api/v1/security/login", json=asked).json["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        assert client.get("/api/v1/customer/", headers=headers).json["count"] == 3
        assert client.post("/api/v1/customer/", json=person(41), headers=headers).status_code == 201


class TestCookie:
    def test_reading_needs_no_csrf_token(self, signed_in):
        assert signed_in.get("/api/v1/customer/").status_code == 200

    def test_writing_without_a_csrf_token_is_refused(self, signed_in):
        assert signed_in.post("/api/v1/customer/", json=person(42)).status_code == 400
        assert signed_in.put("/api/v1/customer/1", json={"version": 1}).status_code == 400
        assert signed_in.delete("/api/v1/customer/1").status_code == 400

    def test_an_authorization_header_does_not_replace_it_beside_a_cookie(self, signed_in):
        headers = {"Authorization": "Bearer nonsense"}
        assert signed_in.post("/api/v1/customer/", json=person(43), headers=headers).status_code == 400

    def test_writing_with_one_works(self, signed_in):
        token = csrf_token(signed_in)
        answer = signed_in.post("/api/v1/customer/", json=person(44), headers={"X-CSRFToken": token})
        assert answer.status_code == 201, answer.json
