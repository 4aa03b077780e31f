"""The first administrator of an empty company: opened at the terminal, refused in words, able to sign in."""

import io
import sys

import pytest

from app.cli import admin
from app.extensions import db
from app.people.employee import Employee

FACTS = ["boss", "--name", "Nguyễn Thị Hạnh", "--email", "hanh@lender.example"]


@pytest.fixture
def run(app, monkeypatch):
    monkeypatch.setattr(admin, "create_app", lambda **_: app)

    def run(password: str) -> int:
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
        return admin.main(FACTS)

    return run


def test_an_easy_password_opens_nothing(run, app, capsys):
    assert run("matkhau123456") == 2
    assert "easily guessed" in capsys.readouterr().err
    with app.app_context():
        assert db.session.connection().scalar(db.select(db.func.count()).select_from(Employee.__table__)) == 0
        db.session.remove()


def test_signs_in_and_is_opened_once(run, app, capsys):
    assert run("Sông Hương 2026 xanh") == 0
    client = app.test_client()
    page = client.get("/login/").get_data(as_text=True)
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    sent = {"username": "boss", "password": "Sông Hương 2026 xanh", "csrf_token": token}
    assert client.post("/login/", data=sent).status_code == 302
    assert client.get("/employee/add").status_code == 200
    assert client.get("/customer/list/").status_code == 403
    assert run("Sông Hương 2026 xanh") == 2
    assert "already in use" in capsys.readouterr().err
