"""An opportunity through the pipeline: only a contract wins it, and losing it needs a reason."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.lowcode.perform import perform
from app.marketing.opportunity.model import Opportunity, OpportunityLoss, Stage
from app.marketing.opportunity.operations import win_by_contract
from app.people.branch import Branch
from app.people.employee import Employee
from app.products.product.model import Product
from app.security.acting import as_system
from app.security.roles import Role
from app.shared.errors import Conflict, Denied, InvalidInput, NotFound
from tests.factories.marketing import make_lead, make_opportunity
from tests.factories.parties import make_customer
from tests.factories.people import make_branch, make_employee, signed_in
from tests.factories.products import make_product


@pytest.fixture
def branch(session: Session) -> Branch:
    return make_branch(session)


@pytest.fixture
def seller(session: Session, branch: Branch) -> Employee:
    return make_employee(session, Role.SALES, branch)


@pytest.fixture
def product(session: Session) -> Product:
    return make_product(session)


def test_probability_follows_the_stage(session: Session, branch: Branch, seller: Employee, product: Product) -> None:
    customer = make_customer(session, branch, owner_id=seller.id)
    opportunity = make_opportunity(session, branch, product, customer_id=customer.id, owner_id=seller.id)
    seen = [opportunity.probability_percent]
    for name in ("consult", "quote", "collect", "submit"):
        with signed_in(session, seller):
            perform(session, Opportunity, name, opportunity.id)
            seen.append(opportunity.probability_percent)
    assert seen == [Decimal(p) for p in (10, 25, 40, 60, 80)]


def test_documents_wait_for_the_customer(session: Session, branch: Branch, seller: Employee, product: Product) -> None:
    lead = make_lead(session, branch, owner_id=seller.id)
    facts = {"lead_id": lead.id, "owner_id": seller.id, "stage": Stage.QUOTED}
    opportunity = make_opportunity(session, branch, product, **facts)
    with signed_in(session, seller), pytest.raises(Conflict, match="customer"):
        perform(session, Opportunity, "collect", opportunity.id)


def test_losing_needs_a_known_reason(session: Session, branch: Branch, seller: Employee, product: Product) -> None:
    lead = make_lead(session, branch, owner_id=seller.id)
    opportunity = make_opportunity(session, branch, product, lead_id=lead.id, owner_id=seller.id)
    with signed_in(session, seller):
        for inputs in ({}, {"lost_reason": "weather"}):
            with pytest.raises(InvalidInput):
                perform(session, Opportunity, "lose", opportunity.id, inputs=inputs)
        perform(session, Opportunity, "lose", opportunity.id, inputs={"lost_reason": "competitor"})
        assert opportunity.lost_reason is OpportunityLoss.COMPETITOR
        assert opportunity.probability_percent == 0


def test_nobody_wins_by_hand(session: Session, branch: Branch, seller: Employee, product: Product) -> None:
    lead = make_lead(session, branch, owner_id=seller.id)
    facts = {"lead_id": lead.id, "owner_id": seller.id, "stage": Stage.SUBMITTED}
    opportunity = make_opportunity(session, branch, product, **facts)
    with signed_in(session, seller):
        with pytest.raises(NotFound):
            perform(session, Opportunity, "win", opportunity.id)
        opportunity.stage = Stage.WON
        with pytest.raises((Denied, Conflict)):
            session.flush()


def test_concerns_a_lead_or_a_customer(session: Session, branch: Branch, product: Product) -> None:
    with pytest.raises(InvalidInput):
        make_opportunity(session, branch, product)


@dataclass(frozen=True)
class Effective:
    """The event of a contract that takes effect, as its publisher shapes it."""

    contract: Opportunity


def test_an_effective_contract_wins_the_one_furthest_along(
    session: Session, branch: Branch, seller: Employee, product: Product
) -> None:
    customer = make_customer(session, branch, owner_id=seller.id)
    early = make_opportunity(session, branch, product, customer_id=customer.id)
    facts = {"stage": Stage.SUBMITTED, "probability_percent": Decimal(80)}
    late = make_opportunity(session, branch, product, customer_id=customer.id, **facts)
    other = make_opportunity(session, branch, make_product(session, name="Vay mua xe"), customer_id=customer.id)
    with signed_in(session, seller):
        win_by_contract(Effective(contract=early))  # whatever row names the customer and the product
    with as_system(session, "test"):
        assert [o.stage for o in (early, late, other)] == [Stage.NEW, Stage.WON, Stage.NEW]
        assert late.probability_percent == 100
