"""The staff of a lender, for every test of servicing."""

import pytest
from sqlalchemy.orm import Session

from tests.factories.origination import Staff, make_staff


@pytest.fixture
def staff(session: Session) -> Staff:
    """One branch with everybody a loan passes."""
    return make_staff(session)
