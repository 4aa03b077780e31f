"""Programs that call the API of the small lender for each of its people."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import prison
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_jwt_extended import create_access_token
from werkzeug.test import TestResponse

from app.extensions import db
from tests.factories.lender import Lender


@dataclass
class Program:
    """A program that signs each of its requests with one user's token."""

    client: FlaskClient
    token: str

    def call(self, method: str, path: str, body: Any = None, **kwargs: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}", **kwargs.pop("headers", {})}
        if body is not None:
            kwargs["json"] = body
        return self.client.open(f"/api/v1/{path}", method=method, headers=headers, **kwargs)

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.call("GET", path, query_string={"q": prison.dumps(query)} if query else None)

    def post(self, path: str, body: Any = None, **kwargs: Any) -> TestResponse:
        return self.call("POST", path, {} if body is None else body, **kwargs)

    def put(self, path: str, body: Any, **kwargs: Any) -> TestResponse:
        return self.call("PUT", path, body, **kwargs)

    def delete(self, path: str) -> TestResponse:
        return self.call("DELETE", path)


def person(number: int, **more: Any) -> dict[str, Any]:
    """Return a complete new customer as the API takes it."""
    return {
        "full_name": f"Lê Văn {number}",
        "born_on": "1988-02-03",
        "id_no": f"079088{number:06d}",
        "phone": f"0987{number:06d}",
    } | more


@pytest.fixture
def api(app: Flask, lender: Lender) -> Iterator[Callable[[str], Program]]:
    """Return a function that gives a program of a member of staff."""

    def sign_in(name: str) -> Program:
        with app.app_context():
            token = create_access_token(identity=str(lender.users[name]), fresh=True)
        return Program(app.test_client(), token)

    yield sign_in
    with app.app_context():
        db.session.remove()
