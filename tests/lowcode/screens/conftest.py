"""A browser that signs in as any of the people of the small lender."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.extensions import db
from tests.factories.lender import PASSWORD, Lender


@dataclass
class Visitor:
    """A signed-in browser: posts carry the tokens of the page that shows the form."""

    client: FlaskClient

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.client.get(path, **kwargs)

    def post(self, path: str, data: dict[str, Any] | None = None, *, page: str = "", **kwargs: Any) -> TestResponse:
        tokens = self.tokens(page or path)
        return self.client.post(path, data={**tokens, **(data or {})}, **kwargs)

    def tokens(self, page: str) -> dict[str, str]:
        """Return the hidden inputs of the page's last form that has a key, or of the page at all."""
        html = self.get(page).text
        return {
            name: found[-1]
            for name in ("csrf_token", "form_key", "version")
            if (found := re.findall(rf'name="{name}"[^>]* value="([^"]+)"', html))
        }


@pytest.fixture
def visit(app: Flask, lender: Lender) -> Iterator[Callable[[str], Visitor]]:
    """Return a function that signs a member of staff in."""

    def sign_in(name: str) -> Visitor:
        visitor = Visitor(app.test_client())
        answer = visitor.post("/login/", {"username": name, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        return visitor

    yield sign_in
    with app.app_context():
        db.session.remove()
