"""Stock: a bare FAB application on the same database, with nothing but ModelViews of the same tables."""

import logging
import re
import secrets
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder import AppBuilder, Model, ModelView
from flask_appbuilder.models.sqla.base import SQLA
from flask_appbuilder.models.sqla.interface import SQLAInterface

from app.shared.field import FieldKind, fields_of
from app.shared.record import Governed

_USER, _PASSWORD = "bench", secrets.token_urlsafe()


class Stock:
    """FAB as it comes: its own session, views, templates and permission checks; lists show our listed columns."""

    def __init__(self, app: Flask) -> None:
        self.app = Flask("stock")
        self.app.config.update(
            SECRET_KEY=secrets.token_urlsafe(),
            SQLALCHEMY_DATABASE_URI=app.config["SQLALCHEMY_DATABASE_URI"],
            SQLALCHEMY_TRACK_MODIFICATIONS=False,
            FAB_CREATE_DB=False,
            FAB_UPDATE_PERMS=True,
            RATELIMIT_ENABLED=False,
        )
        # It meets the permissions of our views, which it does not know, and says so a thousand times.
        logging.getLogger("flask_appbuilder").setLevel(logging.ERROR)
        self._db = SQLA(self.app, model_class=Model)
        self._clients: dict[type[Governed], str] = {}
        with self.app.app_context():
            self._builder = AppBuilder(self.app, self._db.session)
            manager = self._builder.sm
            admin = manager.find_role(manager.auth_role_admin) or manager.add_role(manager.auth_role_admin)
            manager.add_user(_USER, "Bench", "Bench", "bench@lender.example", admin, _PASSWORD)
        self._client: FlaskClient | None = None

    def list_path(self, model: type[Governed]) -> str:
        """Return the path of the bare list of a table, its view made at the first asking."""
        if model not in self._clients:
            self._clients[model] = self._add_view(model)
        return self._clients[model]

    def client(self) -> FlaskClient:
        """Return a signed-in client; ask only after every list has been added."""
        if self._client is None:
            self._client = signed_in(self.app, _USER, _PASSWORD)
        return self._client

    def _add_view(self, model: type[Governed]) -> str:
        name = f"Bare{model.__name__}"
        # FAB cannot draw the search field of an enumeration that is stored by value.
        listed = [n for n, facts in fields_of(model).items() if facts.listed and not facts.secret]
        plain: Any = type(name, (Model,), {"__table__": model.__table__, "__module__": __name__})
        view = type(
            f"{name}View",
            (ModelView,),
            {
                "datamodel": SQLAInterface(plain),
                "list_columns": listed,
                "search_columns": [n for n in listed if fields_of(model)[n].kind is not FieldKind.CHOICE],
                "page_size": 25,
            },
        )
        with self.app.app_context():
            self._builder.add_view(view, name)
        return f"/{name.lower()}view/list/"


def signed_in(app: Flask, username: str, password: str) -> FlaskClient:
    """Return a client that signed in through the login form; raises RuntimeError where that fails."""
    client = app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/login/").get_data(as_text=True))
    form = {"username": username, "password": password, "csrf_token": token[1] if token else ""}
    if client.post("/login/", data=form).status_code != 302 or client.get("/").status_code >= 400:
        raise RuntimeError(f"{username} could not sign in")
    return client
