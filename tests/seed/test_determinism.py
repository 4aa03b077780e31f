"""The same seed, day and size give the same lender: every table, value by value, but for what is random by nature."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from app.extensions import db
from app.shared.keyring import keyring
from tests.seed.conftest import application
from tests.services import template

# The salt of passwords, the key that binds ciphers to the row of a person's making, and when FAB wrote down a user.
_RANDOM = {"password", "row_key", "created_on", "changed_on"}


def build(sqlite_template: str, folder: Path, hash_seed: str) -> str:
    """Load the lender in a process of its own, where Python orders its sets in another way."""
    folder.mkdir()
    address = template.copy_of_sqlite(sqlite_template, folder / "demo.sqlite3")
    environ = {**os.environ, "PYTHONHASHSEED": hash_seed}
    subprocess.run([sys.executable, "-m", "tests.seed.built_alone", address, str(folder)], env=environ, check=True)
    return address


def tables(address: str, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return table → rows in the order in which they were written, secrets opened."""
    app = application(address, folder)
    connection = sqlite3.connect(address.removeprefix("sqlite:///"))
    connection.row_factory = sqlite3.Row
    names = [r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    with app.app_context():
        found = {name: [_opened(name, row) for row in connection.execute(_query(name))] for name in names}
        db.engine.dispose()
    return found


def test_two_builds_are_the_same(sqlite_template: str, tmp_path: Path) -> None:
    one, two = (tables(build(sqlite_template, tmp_path / seed, seed), tmp_path / seed) for seed in ("1", "2"))
    assert {name: len(rows) for name, rows in one.items()} == {name: len(rows) for name, rows in two.items()}
    for name, rows in one.items():
        assert [(a, b) for a, b in zip(rows, two[name], strict=True) if a != b][:3] == [], name
    assert len(one["contract"]) > 30
    assert any(row["phone"] for row in one["lead"])


def _query(table: str) -> str:
    return f'SELECT * FROM "{table}" ORDER BY rowid'


def _opened(table: str, row: sqlite3.Row) -> dict[str, Any]:
    values = {name: row[name] for name in row.keys() if name not in _RANDOM}  # noqa: SIM118 - a row yields values
    if table == "attachment":
        del values["place"]  # the random name under which its content lies
    for name in [n for n in values if n.endswith("_cipher")]:
        field, blob = name.removesuffix("_cipher"), values.pop(name)
        values[field] = blob and keyring().decrypt(blob, f"{table}.{field}.{row['row_key']}")
    return values
