"""The demo lender: books that balance, people who can sign in to work that waits, and no second copy of it."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash

import seed
from app.extensions import db, writing
from app.lowcode.queues import queues_of
from app.marketing.lead.model import Lead
from app.security.acting import acting_as, as_system
from app.security.loading import load_principal
from app.servicing.contract.model import Contract, ContractStatus
from app.servicing.ledger.invariants import differences
from seed import load
from seed.demo.channels import CHANNELS

OPTIONS = load.Options(size=0.02, seed=7, as_of=date(2026, 11, 20))
# These roles read, steward or administer: no step of a workflow is theirs every day.
_WITHOUT_QUEUE = {"Auditor", "Data steward"}


@pytest.fixture(scope="module")
def engine_name() -> str:
    """SQLite alone: the rows are the same on both."""
    return "sqlite"


@pytest.fixture(scope="module")
def lender(app: Flask) -> Iterator[Session]:
    """The demo lender at its smallest, loaded once."""
    with app.app_context(), writing():
        load.load(db.session(), OPTIONS)
        db.session.commit()
        yield db.session()
        db.session.rollback()


def test_books_balance_and_loans_are_of_every_fate(lender: Session) -> None:
    with as_system(lender, "test"):
        assert differences(lender) == []
        found = dict(lender.execute(select(Contract.status, func.count()).group_by(Contract.status)).all())
    assert found[ContractStatus.EFFECTIVE] >= 24
    assert found[ContractStatus.SETTLED] >= 12
    assert found[ContractStatus.WRITTEN_OFF] >= 1


def test_leads_come_through_the_channels_by_their_shares(lender: Session) -> None:
    with as_system(lender, "test"):
        found = dict(lender.execute(select(Lead.source, func.count()).group_by(Lead.source)).all())
    total = sum(found.values())
    assert total == pytest.approx(920, rel=0.03)
    for channel, facts in CHANNELS.items():
        assert 100 * found[channel] / total == pytest.approx(facts.share, abs=6)


@pytest.mark.parametrize(("role", "username", "password"), seed.logins())
def test_each_role_signs_in_to_work_that_waits(lender: Session, role: str, username: str, password: str) -> None:
    user = lender.scalars(select(User).where(User.username == username)).one()
    assert check_password_hash(user.password, password)
    assert [r.name for r in user.roles] == [role]
    with acting_as(lender, load_principal(lender, user.id, username)):
        queues = queues_of(lender)
    assert queues or role in _WITHOUT_QUEUE


def test_refuses_a_company_that_is_not_empty(lender: Session) -> None:
    with pytest.raises(load.NotEmptyError, match="empty company only"):
        load.load(lender, OPTIONS)
