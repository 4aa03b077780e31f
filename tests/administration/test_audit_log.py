"""Who reads what was done: the steward the part about personal data, and a step whoever reads what it is about."""

import pytest
from sqlalchemy import select

from app.audit.entry import AuditEntry
from app.audit.listener import record_event
from app.lowcode.approval_step import ApprovalStep
from app.lowcode.catalog import entity_of
from app.lowcode.screens.conflict import history
from app.origination.credit_assessment.model import CreditAssessment
from app.security.acting import as_system, current
from app.security.roles import Role
from tests.factories.origination import assess, give_consents, make_application, make_staff, take, to_analysis
from tests.factories.people import make_branch, make_employee, signed_in


@pytest.fixture
def staff(session):
    return make_staff(session)


@pytest.fixture
def application(session, staff):
    made = make_application(session, staff)
    take(session, staff.seller, made, "submit")
    return made


def steps_seen(session, person):
    with signed_in(session, person):
        return {(s.entity, s.action) for s in session.scalars(select(ApprovalStep))}


class TestAuditLog:
    def test_the_steward_reads_the_privacy_part(self, session, staff, application):
        with as_system(session, "events"):
            record_event(session, "disbursement.reveal")
            record_event(session, "payment_voucher.export")
        with signed_in(session, make_employee(session, Role.DATA_STEWARD, staff.branch)):
            read = session.scalars(select(AuditEntry)).all()
        entities = {entry.entity for entry in read}
        assert "Customer" in entities
        assert not {"Application", "Product", "Employee"} & entities
        assert {"disbursement.reveal", "payment_voucher.export"} <= {entry.action for entry in read}

    def test_the_auditor_reads_all_of_it(self, session, staff, application):
        with signed_in(session, make_employee(session, Role.AUDITOR, staff.branch)):
            read = {entry.entity for entry in session.scalars(select(AuditEntry))}
        assert {"Customer", "Application", "Product", "Employee"} <= read

    def test_others_read_none(self, session, staff, application):
        for person in (staff.seller, staff.manager, make_employee(session, Role.ADMINISTRATOR, staff.branch)):
            with signed_in(session, person):
                assert session.scalars(select(AuditEntry)).all() == []


class TestSteps:
    def test_follow_their_subject(self, session, staff, application):
        assert ("Application", "application.submit") in steps_seen(session, staff.seller)
        assert ("Application", "application.submit") in steps_seen(session, staff.manager)

    def test_of_another_branch_are_not_seen(self, session, staff, application):
        other = make_employee(session, Role.MANAGER, make_branch(session, parent_id=staff.branch.id))
        assert ("Application", "application.submit") not in steps_seen(session, other)

    def test_of_what_a_role_may_not_read_are_not_seen(self, session, staff, application):
        cashier = make_employee(session, Role.CASHIER, staff.branch)
        assert not [step for step in steps_seen(session, cashier) if step[0] == "Application"]

    def test_nothing_comes_out_of_a_record_seen_in_part(self, session, staff):
        application = make_application(session, staff)
        to_analysis(session, staff, application)
        give_consents(session, application.customer_id)
        assessment = assess(session, staff.analyst, application)
        told = {"reason": "tên thật của mẹ", "why": "có thêm thu nhập"}
        take(session, staff.reviewer, assessment, "override", grade="medium", **told)
        assert [step for step in steps_seen(session, staff.analyst) if step[0] == "CreditAssessment"]
        assert not [step for step in steps_seen(session, staff.seller) if step[0] == "CreditAssessment"]
        found_by = {}
        for person in (staff.analyst, staff.seller):
            with signed_in(session, person):
                found = history(session, entity_of(CreditAssessment), assessment.id, current(session))
                found_by[person.id] = " ".join(entry.reason for entry in found)
        assert "tên thật" in found_by[staff.analyst.id]
        assert found_by[staff.seller.id].strip() == ""
