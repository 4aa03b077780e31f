"""A product from an administrator's draft to the offer, through legal and management."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.lowcode.perform import perform
from app.people.branch import Branch
from app.products.product.model import Product, ProductStatus
from app.security.roles import Role
from app.shared.errors import Conflict, Denied, InvalidInput
from tests.factories.people import make_branch, make_employee, signed_in
from tests.factories.products import make_product, product_facts


@pytest.fixture
def office(session: Session) -> Branch:
    return make_branch(session)


def test_is_offered_after_legal_and_management(session: Session, office: Branch) -> None:
    people = {role: make_employee(session, role, office) for role in (Role.ADMINISTRATOR, Role.LEGAL, Role.MANAGER)}
    with signed_in(session, people[Role.ADMINISTRATOR]):
        product = Product(**product_facts())
        session.add(product)
        session.flush()
        perform(session, Product, "submit", product.id)
    with signed_in(session, people[Role.MANAGER]), pytest.raises(Conflict):
        perform(session, Product, "approve", product.id)
    with signed_in(session, people[Role.LEGAL]):
        perform(session, Product, "check", product.id)
    with signed_in(session, people[Role.MANAGER]):
        perform(session, Product, "approve", product.id)
        assert product.status is ProductStatus.APPROVED


def test_the_drafter_does_not_approve(session: Session, office: Branch) -> None:
    administrator = make_employee(session, Role.ADMINISTRATOR, office)
    product = make_product(session, status=ProductStatus.CHECKED)
    with signed_in(session, administrator), pytest.raises(Denied):
        perform(session, Product, "approve", product.id)


def test_an_approved_product_is_not_edited(session: Session, office: Branch) -> None:
    risk = make_employee(session, Role.RISK, office)
    product = make_product(session)
    with signed_in(session, risk):
        product.rate_max_percent = Decimal(60)
        with pytest.raises(Conflict):
            session.flush()


def test_sales_reads_but_does_not_draft(session: Session, office: Branch) -> None:
    make_product(session)
    with signed_in(session, make_employee(session, Role.SALES, office)):
        session.add(Product(**product_facts()))
        with pytest.raises(Denied):
            session.flush()


@pytest.mark.parametrize(
    "facts",
    [
        {"overdue_multiplier": Decimal("1.51")},
        {"late_interest_percent": Decimal("10.1")},
        {"amount_min": 0},
        {"reminder_days": "seven"},
    ],
)
def test_what_the_law_forbids_is_refused(session: Session, facts: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        make_product(session, **facts)
