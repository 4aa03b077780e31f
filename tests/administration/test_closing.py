"""An operator closes the day by hand: through the same job as the night, with the right, once it is over."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.extensions import JobRequest
from app.security.acting import as_system
from app.security.roles import Role
from app.shared.clock import local_date
from app.shared.company import Company, company
from app.shared.errors import Conflict, Denied
from tests.factories import servicing as make
from tests.factories.origination import take
from tests.factories.people import make_branch, make_employee


@pytest.fixture
def firm(session: Session) -> Company:
    """The company on the day before today."""
    with as_system(session, "test"):
        row = company(session)
        today = local_date(row.time_zone)
    make.set_day(session, today - timedelta(days=1))
    return row


def asked(session: Session) -> int:
    """Return how often the end of day was asked for."""
    job = JobRequest.__table__.c
    return session.connection().scalar(select(func.count()).where(job.name == "end_of_day")) or 0


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ACCOUNTANT])
def test_asks_the_workers_once_the_day_is_over(session: Session, firm: Company, role: Role) -> None:
    person, before = make_employee(session, role, make_branch(session)), asked(session)
    take(session, person, firm, "close_day")
    assert asked(session) == before + 1
    make.set_day(session, firm.business_date + timedelta(days=1))
    with pytest.raises(Conflict, match="not over"):
        take(session, person, firm, "close_day")
    assert asked(session) == before + 1


@pytest.mark.parametrize("role", [Role.CASHIER, Role.MANAGER, Role.AUDITOR])
def test_is_not_for_others(session: Session, firm: Company, role: Role) -> None:
    person = make_employee(session, role, make_branch(session))
    with pytest.raises(Denied):
        take(session, person, firm, "close_day")
