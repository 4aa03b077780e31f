"""Accounts in the real application, and browsers that sign in to it through its own form."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits.storage import MemoryStorage
from werkzeug.test import TestResponse

from app.extensions import db
from app.extensions.limits import limiter
from app.security import attempts
from app.security.roles import Role

PASSWORD = "kiwi-brook-velvet-41"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser:
    """A browser that sends the form token of the page it is on."""

    def __init__(self, client: FlaskClient, address: str = "10.0.0.1") -> None:
        self.client = client
        self.where = {"REMOTE_ADDR": address}

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, environ_base=self.where, **options)

    def post(self, path: str, data: dict[str, Any], *, page: str | None = None, **options: Any) -> TestResponse:
        """Post a form with the token found on `page`, the form's own address by default."""
        found = _TOKEN.search(self.get(page or path).text)
        token = {"csrf_token": found[1]} if found else {}
        return self.client.post(path, data=token | data, environ_base=self.where, **options)

    def sign_in(self, name: str, password: str = PASSWORD, path: str = "/login/") -> TestResponse:
        return self.post("/login/", {"username": name, "password": password}, page=path)

    def cookie(self) -> str:
        found = self.client.get_cookie("lendboard_session")
        return found.value if found else ""

    def is_signed_in(self) -> bool:
        return self.get("/").status_code == 200

    def copy(self) -> "Browser":
        """Return another browser with a stolen copy of the cookie."""
        thief = Browser(self.client.application.test_client(), "10.6.6.6")
        thief.client.set_cookie("lendboard_session", self.cookie())
        return thief


@pytest.fixture(scope="module")
def accounts(app: Flask) -> dict[str, int]:
    """Names and ids of one active user a role, and of one who left."""
    with app.app_context():
        security = app.extensions["appbuilder"].sm
        made = {}
        people = {role.lower().replace(" ", ""): role.value for role in Role} | {"root": "Admin", "gone": "Sales"}
        for name, role in people.items():
            facts = (name, name.title(), "Probe", f"{name}@lender.example")
            made[name] = security.add_user(*facts, security.find_role(role), PASSWORD).id
        user = security.get_user_by_id(made["gone"])
        user.active = False
        security.update_user(user)
        db.session.remove()
    return made


@pytest.fixture
def open_browser(app: Flask, accounts: dict[str, int]) -> Iterator[Callable[..., Browser]]:
    """Return a function that opens a browser, signed in as the named user where one is named."""
    limiter.storage.reset()
    attempts._local.storage.reset()
    assert isinstance(limiter.storage, MemoryStorage)

    def opened(name: str = "", address: str = "10.0.0.1") -> Browser:
        made = Browser(app.test_client(), address)
        if name:
            answer = made.sign_in(name)
            assert answer.status_code == 302, answer.text
        return made

    yield opened
    with app.app_context():
        db.session.remove()


@pytest.fixture
def on_server(app: Flask) -> Callable[[Callable[..., Any]], Any]:
    """Return a function that calls another with the security manager, outside any request: a command on the server."""

    def run(command: Callable[..., Any], *args: Any) -> Any:
        with app.app_context():
            try:
                return command(app.extensions["appbuilder"].sm, *args)
            finally:
                db.session.rollback()
                db.session.remove()

    return run
