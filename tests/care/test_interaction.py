"""Interactions are kept for good, and carry the person who talked."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.interaction import Interaction
from app.people.branch import Branch
from app.people.employee import Employee
from app.security.roles import Role
from app.shared.errors import InvalidInput, Ungoverned
from tests.factories.care import interaction_facts
from tests.factories.parties import make_customer
from tests.factories.people import make_branch, make_employee, signed_in


@pytest.fixture
def office(session: Session) -> Branch:
    return make_branch(session)


@pytest.fixture
def seller(session: Session, office: Branch) -> Employee:
    return make_employee(session, Role.SALES, office)


def talk(session: Session, **facts: object) -> Interaction:
    row = Interaction(**interaction_facts(**facts))
    session.add(row)
    session.flush()
    return row


def test_belongs_to_who_talked_and_is_seen_by_the_team_lead(session: Session, office: Branch) -> None:
    lead = make_employee(session, Role.TEAM_LEAD, office)
    seller = make_employee(session, Role.SALES, office, manager_id=lead.id)
    customer = make_customer(session, office, owner_id=seller.id)
    with signed_in(session, seller):
        assert talk(session, customer_id=customer.id).owner_id == seller.id
    with signed_in(session, lead):
        assert len(session.scalars(select(Interaction)).all()) == 1


def test_never_changes(session: Session, office: Branch, seller: Employee) -> None:
    customer = make_customer(session, office, owner_id=seller.id)
    with signed_in(session, seller):
        talk(session, customer_id=customer.id).summary = "Khác"
        with pytest.raises(Ungoverned):
            session.flush()


def test_is_not_written_about_a_customer_of_somebody_else(session: Session, office: Branch, seller: Employee) -> None:
    customer = make_customer(session, office)
    with signed_in(session, seller), pytest.raises(InvalidInput):
        talk(session, customer_id=customer.id)


def test_concerns_somebody(session: Session, seller: Employee) -> None:
    with signed_in(session, seller), pytest.raises(InvalidInput):
        talk(session)
