"""The staff of a lender, for every test of origination."""

import pytest
from sqlalchemy.orm import Session

from tests.factories.origination import Staff, make_staff


@pytest.fixture
def staff(session: Session, monkeypatch: pytest.MonkeyPatch) -> Staff:
    """One branch with everybody a loan passes; nobody signs in by password here, so none is hashed at its price."""
    monkeypatch.setattr("app.people.sign_in.generate_password_hash", lambda password: f"unusable {len(password)}")
    return make_staff(session)
