"""The demo lender: books that balance, people who can sign in to work that waits, and no second copy of it."""

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash

import seed
from app.lowcode.queues import queues_of
from app.security.acting import acting_as, as_system
from app.security.loading import load_principal
from app.servicing.contract.model import Contract, ContractStatus
from app.servicing.ledger.invariants import differences
from seed import load
from tests.seed.conftest import OPTIONS

# These roles read, steward or administer: no step of a workflow is theirs every day.
_WITHOUT_QUEUE = {"Auditor", "Data steward"}


def test_books_balance_and_loans_are_of_every_fate(lender: Session) -> None:
    with as_system(lender, "test"):
        assert differences(lender) == []
        found = dict(lender.execute(select(Contract.status, func.count()).group_by(Contract.status)).all())
    assert found[ContractStatus.EFFECTIVE] >= 24
    assert found[ContractStatus.SETTLED] >= 12
    assert found[ContractStatus.WRITTEN_OFF] >= 1


@pytest.mark.parametrize(("role", "username", "password"), seed.logins())
def test_each_role_signs_in_to_work_that_waits(lender: Session, role: str, username: str, password: str) -> None:
    user = lender.scalars(select(User).where(User.username == username)).one()
    assert check_password_hash(user.password, password)
    assert [r.name for r in user.roles] == [role]
    with acting_as(lender, load_principal(lender, user.id, username)):
        queues = queues_of(lender)
    assert queues or role in _WITHOUT_QUEUE


def test_nobody_is_sent_to_what_only_an_exception_would_call_for(lender: Session) -> None:
    risk = lender.scalars(select(User).where(User.username == "risk")).one()
    with acting_as(lender, load_principal(lender, risk.id, "risk")):
        waiting = {(queue.entity.name, queue.state) for queue in queues_of(lender)}
    assert ("Application", "credit_analysis") in waiting
    assert waiting.isdisjoint({("Contract", "effective"), ("Contract", "signed"), ("CreditAssessment", "scored")})


def test_refuses_a_company_that_is_not_empty(lender: Session) -> None:
    with pytest.raises(load.NotEmptyError, match="empty company only"):
        load.load(lender, OPTIONS)
