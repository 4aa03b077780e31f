"""The small lender, once for each module."""

import pytest
from flask import Flask

from tests.factories.lender import Lender, found_lender


@pytest.fixture(scope="module")
def lender(app: Flask) -> Lender:
    """Two branches under a head office, one person a role, three customers in each branch."""
    return found_lender(app)
