"""An application on its way, on both engines: the main path by the named roles, and what is refused."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.lowcode.approval_step import ApprovalStep
from app.origination.application.model import ApplicationStatus as State
from app.origination.application.model import Decision
from app.origination.document_item.model import DocumentItem, DocumentStatus
from app.security.acting import as_system
from app.shared.errors import InvalidInput
from tests.factories.origination import Staff, make_application, take, to_approval
from tests.factories.parties import make_customer


class TestMainPath:
    def test_ends_approved_by_three_persons(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff)
        to_approval(session, staff, application)
        assert (application.status, application.decision) == (State.APPROVED, Decision.APPROVED)
        with as_system(session, "test"):
            steps = session.execute(
                select(ApprovalStep.action, ApprovalStep.approver_id, ApprovalStep.opinion, ApprovalStep.limit_used)
                .where(ApprovalStep.action.like("application.approve%"))
                .where(ApprovalStep.record_id == application.id)
                .order_by(ApprovalStep.id)
            ).all()
        assert len({step.approver_id for step in steps}) == 3
        assert all(step.opinion and step.limit_used == 20_000_000 for step in steps)

    def test_opens_the_checklist_and_the_clock_on_submission(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff)
        assert application.sla_due_at is None
        take(session, staff.seller, application, "submit")
        with as_system(session, "test"):
            papers = session.scalars(select(DocumentItem).where(DocumentItem.application_id == application.id)).all()
        assert {paper.status for paper in papers} == {DocumentStatus.MISSING}
        assert "Đơn đề nghị vay vốn" in {paper.name for paper in papers if paper.mandatory}
        assert application.appraiser_id == staff.appraiser.id
        assert application.sla_due_at is not None


class TestMigratedCustomer:
    def test_next_loan_waits_for_the_identity_that_the_former_system_did_not_have(
        self, session: Session, staff: Staff
    ) -> None:
        nameless = {"born_on": None, "id_type": None, "id_no": None, "phone": None}
        customer = make_customer(session, staff.branch, owner_id=staff.seller.id, migrated=True, **nameless)
        application = make_application(session, staff, customer=customer)
        with pytest.raises(InvalidInput) as refused:
            take(session, staff.seller, application, "submit")
        assert str(refused.value.fields["customer_id"]) == "Complete the customer's identity and phone first."
        session.expire_all()
        with as_system(session, "test"):
            assert application.status is State.DRAFT
