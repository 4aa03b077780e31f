"""These tests run on SQLite; modules in which the database itself matters ask for both engines."""

import pytest


@pytest.fixture(scope="module")
def engine_name() -> str:
    """SQLite alone."""
    return "sqlite"
