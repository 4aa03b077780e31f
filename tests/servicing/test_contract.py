"""A contract from its draft to the signature, and to effect: the named roles, the lock of its text, the duties."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.marketing.opportunity.model import Opportunity, Stage
from app.origination.application.model import Application
from app.origination.application.model import ApplicationStatus as ApplicationState
from app.security.acting import as_system
from app.servicing.contract.model import Contract
from app.servicing.contract.model import ContractStatus as State
from app.servicing.contract.operations import activate
from app.servicing.contract.rules import overdue_multiplier, prepayment_table, terms_of
from app.shared.errors import Conflict, Denied, InvalidInput
from app.shared.rounding import Rounding, RoundingMode
from app.shared.schedule.rules import build_schedule
from tests.factories.marketing import make_opportunity
from tests.factories.origination import (
    Staff,
    business_date_of,
    edit,
    make_application,
    make_contract,
    make_scheme,
    make_signed_contract,
    take,
    to_approval,
    to_decision,
    to_scheme,
    to_signing,
)
from tests.factories.parties import make_customer
from tests.factories.products import make_product


@pytest.fixture
def contract(session: Session, staff: Staff) -> Contract:
    """A drafted contract over 20 million."""
    application = make_application(session, staff)
    to_approval(session, staff, application)
    return make_contract(session, staff, application)


class TestDraft:
    def test_copies_the_terms_of_scheme_and_product(self, session: Session, contract: Contract) -> None:
        assert (contract.amount, contract.annual_rate, contract.term) == (20_000_000, Decimal(30), 12)
        assert overdue_multiplier(contract) == Decimal("1.5")
        assert prepayment_table(contract) == {
            1: Decimal("0.05"),
            2: Decimal("0.04"),
            3: Decimal("0.03"),
            4: Decimal(0),
        }
        terms = terms_of(contract, business_date_of(session))
        assert terms.instalment_rounding == Rounding(1000, RoundingMode.UP)
        with as_system(session, "test"):
            assert [row.payment for row in build_schedule(terms).rows] == [
                row["payment"] for row in contract.scheme.schedule
            ]

    def test_cannot_be_changed_in_its_terms_by_hand(self, session: Session, staff: Staff, contract: Contract) -> None:
        with pytest.raises(Denied):
            edit(session, staff.seller, contract, annual_rate=Decimal(1))


class TestChecks:
    def test_are_taken_by_different_persons(self, session: Session, staff: Staff, contract: Contract) -> None:
        with pytest.raises(Denied):
            take(session, staff.seller, contract, "check_business")
        take(session, staff.lead, contract, "check_business")
        with pytest.raises(Conflict, match="not possible in the state"):
            take(session, staff.lawyer, contract, "check_legal")

    def test_lock_the_text_once_the_lawyer_is_through(self, session: Session, staff: Staff, contract: Contract) -> None:
        take(session, staff.lead, contract, "check_business")
        take(session, staff.reviewer, contract, "check_risk")
        edit(session, staff.lawyer, contract, special_terms="Tòa án nơi cư trú của bên vay.")
        take(session, staff.lawyer, contract, "check_legal")
        with pytest.raises(Conflict, match="no longer be edited"):
            edit(session, staff.lawyer, contract, special_terms="")

    def test_send_a_contract_back_with_a_reason(self, session: Session, staff: Staff, contract: Contract) -> None:
        take(session, staff.lead, contract, "check_business")
        take(session, staff.reviewer, contract, "return", reason="Thiếu điều khoản bảo hiểm.")
        assert contract.status is State.DRAFT

    def test_keep_the_customer_within_the_cap(self, session: Session, staff: Staff) -> None:
        customer = make_customer(session, staff.branch, owner_id=staff.seller.id)
        product = make_product(session)
        contracts = []
        for amount in (60_000_000, 60_000_000):
            application = make_application(session, staff, customer=customer, product=product, amount=amount, term=36)
            to_scheme(session, staff, application)
            make_scheme(session, staff, application)
            to_decision(session, staff, application)
            for member in (staff.manager, staff.risk_head):
                take(session, member, application, "vote", reason="Đồng ý.")
            contracts.append(make_contract(session, staff, application))
        to_signing(session, staff, contracts[0])
        for person, check in ((staff.lead, "business"), (staff.reviewer, "risk"), (staff.lawyer, "legal")):
            take(session, person, contracts[1], f"check_{check}")
        with pytest.raises(Conflict, match="exceed"):
            take(session, staff.manager, contracts[1], "approve")


class TestSigning:
    def test_follows_the_explanation(self, session: Session, staff: Staff) -> None:
        contract = make_signed_contract(session, staff)
        assert (contract.status, contract.customer_acknowledged) == (State.SIGNED, True)
        assert contract.explained_points == ["Lãi suất", "Phạt quá hạn"]
        year = business_date_of(session).year
        assert contract.number == f"{year}-{staff.branch.id:02d}-00001"

    def test_is_refused_without_the_customers_word(self, session: Session, staff: Staff, contract: Contract) -> None:
        for person, step in ((staff.lead, "check_business"), (staff.reviewer, "check_risk")):
            take(session, person, contract, step)
        take(session, staff.lawyer, contract, "check_legal")
        take(session, staff.manager, contract, "approve")
        take(session, staff.seller, contract, "send")
        with pytest.raises(InvalidInput):
            take(session, staff.seller, contract, "explain", points="Lãi suất", acknowledged=False)

    def test_given_up_cancels_the_application_too(self, session: Session, staff: Staff, contract: Contract) -> None:
        take(session, staff.seller, contract, "cancel", reason="Khách đổi ý.")
        with as_system(session, "test"):
            application = session.get(Application, contract.application_id)
        assert application is not None
        assert (contract.status, application.status) == (State.CANCELLED, ApplicationState.CANCELLED)


class TestEffect:
    def test_dates_the_contract_and_wins_the_opportunity(self, session: Session, staff: Staff) -> None:
        contract = make_signed_contract(session, staff)
        with as_system(session, "test"):
            opportunity = make_opportunity(
                session, staff.branch, contract.product, customer_id=contract.customer_id, owner_id=staff.seller.id
            )
            today = business_date_of(session)
            activate(contract, today)
            session.flush()
            stages = session.scalars(select(Opportunity.stage).where(Opportunity.id == opportunity.id)).all()
        assert (contract.status, contract.effective_on) == (State.EFFECTIVE, today)
        assert contract.maturity_on == build_schedule(terms_of(contract)).rows[-1].due_on
        assert stages == [Stage.WON]

    def test_is_ended_by_recall_only_with_both_opinions(self, session: Session, staff: Staff) -> None:
        contract = make_signed_contract(session, staff)
        with as_system(session, "test"):
            activate(contract, business_date_of(session))
            session.flush()
        take(session, staff.analyst, contract, "propose_recall", reason="Sử dụng vốn sai mục đích.")
        with pytest.raises(Conflict, match="opinions"):
            take(session, staff.manager, contract, "accelerate", reason="Thu hồi.")
        take(session, staff.lawyer, contract, "agree_recall", reason="Đủ căn cứ.")
        take(session, staff.manager, contract, "accelerate", reason="Thu hồi.")
        assert (contract.status, contract.recalled_on) == (State.ACCELERATED, business_date_of(session))
