"""One application a process for each engine and setting: making one takes a second, which each file would pay anew."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

from app.extensions import db
from app.extensions.limits import limiter
from app.factory import create_app
from app.security import acting, attempts
from app.shared import keyring
from config import Testing

# What the factory sets for the whole process: the latest application made would decide for all.
_OF_PROCESS = (keyring._current, acting._resolvers)


@dataclass(frozen=True)
class _Made:
    """An application and what it was made with."""

    app: Flask
    config: dict[str, Any]
    extensions: dict[str, Any]
    limits: dict[str, Any]
    of_process: tuple[list[Any], ...]


_made: dict[frozenset[tuple[str, str]], _Made] = {}


@contextlib.contextmanager
def application(environment: Mapping[str, str]) -> Iterator[Flask]:
    """Yield the application as it was when it was made, on what is at the database's address now."""
    settings = frozenset(pair for pair in environment.items() if pair[0] != "DATA_DIR")  # which changes by file
    if settings not in _made:
        _made[settings] = _make(environment)
    made = _made[settings]
    _restore(made)
    made.app.config["DATA_DIR"] = environment["DATA_DIR"]
    _disconnect(made.app)
    yield made.app
    _disconnect(made.app)


def _make(environment: Mapping[str, str]) -> _Made:
    app = create_app(Testing(environment))
    return _Made(
        app, dict(app.config), dict(app.extensions), dict(vars(limiter)), tuple(list(each) for each in _OF_PROCESS)
    )


def _restore(made: _Made) -> None:
    for now, then in ((made.app.config, made.config), (made.app.extensions, made.extensions)):
        now.clear()
        now.update(then)
    vars(limiter).update(made.limits)
    for each, then in zip(_OF_PROCESS, made.of_process, strict=True):
        each[:] = then
    limiter.reset()
    attempts._local.storage.reset()


def _disconnect(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
