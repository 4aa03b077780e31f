"""The planted cases: each is where docs/demo.md says, and what must be refused is refused."""

from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.debt_collection.collection_action import ActionChannel, ActionOutcome, CollectionAction
from app.debt_collection.collection_case.model import CollectionCase
from app.lowcode.approval_step import ApprovalStep
from app.lowcode.perform import perform
from app.marketing.lead.model import OPEN, Lead, LeadStatus
from app.origination.application.model import Application, ApplicationStatus
from app.origination.scheme.model import Scheme
from app.parties.contact import Contact
from app.parties.customer.model import Customer
from app.parties.partner.model import Partner
from app.people.employee import Employee
from app.security.acting import acting_as, as_system
from app.security.loading import load_principal
from app.servicing.contract.model import Contract, ContractStatus
from app.servicing.contract.queries import consumer_loans_of
from app.servicing.instalment.model import Instalment
from app.servicing.receipt.model import Allocation, Receipt
from app.shared.errors import Conflict, Denied, InvalidInput
from seed.demo.catalogue import BAD_DEALER
from seed.demo.collection import FIVE_REMINDERS, REFERENCE_ONLY
from seed.demo.handover import CAME_TWICE, HANDED_OVER
from seed.demo.refusals import ABOVE_CAP
from seed.demo.repayment import MOTHER_PAYS
from tests.seed.conftest import OPTIONS

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(autouse=True)
def undone(lender: Session):
    """Whatever a test tries is taken back."""
    savepoint = lender.begin_nested()
    yield
    savepoint.rollback()
    lender.expire_all()


def by_name(session: Session, full_name: str) -> tuple[int, str]:
    user_id = session.scalars(select(Employee.user_id).where(Employee.full_name == full_name)).one()
    return user_id, full_name


def test_one_customer_was_reminded_five_times_in_a_day_and_nobody_more_often(lender: Session) -> None:
    with as_system(lender, "test"):
        case = lender.scalars(select(CollectionCase).where(CollectionCase.strategy.startswith(FIVE_REMINDERS))).one()
        rows = lender.execute(
            select(CollectionCase.customer_id, CollectionAction.at)
            .join(CollectionCase, CollectionCase.id == CollectionAction.collection_case_id)
            .where(CollectionAction.counted_as_reminder)
        )
        found = Counter((customer, at.astimezone(ZONE).date()) for customer, at in rows)
    assert found[case.customer_id, OPTIONS.as_of - timedelta(days=1)] == 5
    assert max(found.values()) == 5


def test_a_reference_may_not_be_contacted_about_the_debt(lender: Session) -> None:
    with as_system(lender, "test"):
        contact = lender.scalars(select(Contact).where(Contact.name == REFERENCE_ONLY)).one()
        case = lender.scalars(
            select(CollectionCase).where(
                CollectionCase.customer_id == contact.customer_id, CollectionCase.closed_on.is_(None)
            )
        ).one()
        action = CollectionAction(
            collection_case=case, contact=contact, at=case.created_at, channel=ActionChannel.CALL,
            outcome=ActionOutcome.RIGHT_PARTY,
        )  # fmt: skip
        lender.add(action)
        with pytest.raises(InvalidInput, match="may not be contacted"):
            lender.flush()
        lender.expunge(action)


def test_the_deputy_director_may_not_decide_on_their_own_loan(lender: Session) -> None:
    with as_system(lender, "test"):
        deputy = lender.scalars(select(Employee).where(Employee.job_title == "Phó giám đốc")).one()
        own = lender.scalars(
            select(Application)
            .join(Customer, Customer.id == Application.customer_id)
            .where(Customer.full_name == deputy.full_name, Application.status == ApplicationStatus.L3_DECISION)
        ).one()
        key, user_id, name = own.id, deputy.user_id, deputy.full_name
    with acting_as(lender, load_principal(lender, user_id, name)), pytest.raises(Denied, match="you or a relative"):
        perform(lender, Application, "approve_l3", key, reason="Duyệt")


def test_one_receipt_pays_into_three_instalments(lender: Session) -> None:
    with as_system(lender, "test"):
        receipt = lender.scalars(select(Receipt).where(Receipt.payer == MOTHER_PAYS)).one()
        paid = set(lender.scalars(select(Allocation.instalment_id).where(Allocation.receipt_id == receipt.id)))
        rows = lender.scalars(select(Instalment).where(Instalment.id.in_(paid))).all()
    assert [row.k for row in sorted(rows, key=lambda row: row.k)] == [2, 3, 4]
    assert receipt.amount < sum(row.principal + row.interest for row in rows)


def test_a_receipt_was_reversed_with_its_reason(lender: Session) -> None:
    with as_system(lender, "test"):
        counter = lender.scalars(select(Receipt).where(Receipt.reversal_of_id.is_not(None))).one()
    assert counter.reason == "Khách chuyển nhầm hợp đồng."


def test_one_dealers_customers_miss_their_first_instalment(lender: Session) -> None:
    with as_system(lender, "test"):
        rows = lender.execute(
            select(Partner.name, Instalment.paid_on, Instalment.due_on)
            .join(Application, Application.partner_id == Partner.id)
            .join(Contract, Contract.application_id == Application.id)
            .join(Instalment, Instalment.contract_id == Contract.id)
            .where(Instalment.k == 1, Instalment.due_on < OPTIONS.as_of - timedelta(days=5))
        ).all()
    late = {bad: [p is None or p > d + timedelta(days=3) for name, p, d in rows if (name == BAD_DEALER) is bad]
            for bad in (True, False)}  # fmt: skip
    assert sum(late[True]) >= 0.5 * len(late[True]) > 0
    assert sum(late[False]) <= 0.2 * len(late[False])


def test_a_leavers_leads_were_all_handed_over(lender: Session) -> None:
    with as_system(lender, "test"):
        leaver = lender.scalars(select(Employee).where(Employee.left_on.is_not(None))).one()
        steps = select(ApprovalStep.record_id).where(
            ApprovalStep.opinion == f"Bàn giao khi {leaver.full_name} nghỉ việc."
        )
        leads = lender.scalars(select(Lead).where(Lead.id.in_(steps))).all()
        left = lender.scalar(select(func.count()).select_from(Lead).where(Lead.owner_id == leaver.id))
    assert not leaver.active
    assert len(leads) == HANDED_OVER == 43
    assert all(lead.status in OPEN for lead in leads)
    assert left == 0


def test_a_lead_that_came_twice_is_kept_as_a_duplicate_with_both_touches(lender: Session) -> None:
    with as_system(lender, "test"):
        found = {lead.status: lead for lead in lender.scalars(select(Lead).where(Lead.full_name == CAME_TWICE)).all()}
        first, again = found[LeadStatus.CONTACTED], found[LeadStatus.DUPLICATE]
        assert first.phone == again.phone
        assert again.touches[0] in first.touches
        assert len(first.touches) == 2


def test_one_loan_is_due_on_the_last_days_of_months(lender: Session) -> None:
    with as_system(lender, "test"):
        key = lender.scalars(
            select(Contract.id).where(func.extract("day", Contract.effective_on) == 31, Contract.term >= 36)
        ).first()
        days = list(lender.scalars(select(Instalment.due_on).where(Instalment.contract_id == key)))
    assert {day.day for day in days} == {28, 29, 30, 31}
    assert date(2028, 2, 29) in days


def test_a_second_loan_above_the_cap_cannot_be_approved(lender: Session) -> None:
    with as_system(lender, "test"):
        scheme = lender.scalars(select(Scheme).where(Scheme.note == ABOVE_CAP)).one()
        second = lender.scalars(select(Contract).where(Contract.scheme_id == scheme.id)).one()
        assert second.status == ContractStatus.LEGAL_CHECK
        assert consumer_loans_of(lender, second.customer_id, second.id) + second.amount > 100_000_000
        key = second.id
        deputy = lender.scalars(select(Employee).where(Employee.job_title == "Phó giám đốc")).one()
        who = load_principal(lender, deputy.user_id, deputy.full_name)
    with acting_as(lender, who), pytest.raises(Conflict, match="would exceed"):
        perform(lender, Contract, "approve", key)
