"""The scheme and its three reviews: prices, limits, the committee, and duties held apart by person."""

from datetime import timedelta
from decimal import Decimal

import pytest
from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.origination.application.model import ApplicationStatus as State
from app.origination.application.operations import expire_approvals
from app.origination.scheme.model import Scheme, SchemeStatus
from app.people.employee import Employee
from app.security.acting import as_system
from app.security.roles import Role
from app.shared.company import company
from app.shared.errors import Conflict, Denied, InvalidInput
from tests.factories.origination import (
    Staff,
    business_date_of,
    edit,
    make_application,
    make_scheme,
    take,
    to_approval,
    to_decision,
    to_scheme,
)


def change_role(session: Session, employee: Employee, role: Role) -> None:
    """Give a person another role, as an administrator may."""
    user = session.get(User, employee.user_id)
    assert user is not None
    user.roles = list(session.scalars(select(RoleRow).where(RoleRow.name == role)))
    session.flush()


class TestScheme:
    def test_is_priced_from_the_contracts_own_schedule(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff, amount=50_000_000)
        to_scheme(session, staff, application)
        scheme = make_scheme(session, staff, application, annual_rate=Decimal(24), upfront_fee=1_000_000)
        take(session, staff.seller, scheme, "calculate")
        rows = scheme.schedule or []
        assert sum(row["principal"] for row in rows) == 50_000_000
        assert scheme.instalment == rows[0]["payment"]
        assert scheme.effective_rate is not None
        assert scheme.effective_rate > 31
        assert not scheme.is_exception

    def test_keeps_within_the_products_rates(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff)
        to_scheme(session, staff, application)
        scheme = make_scheme(session, staff, application, annual_rate=Decimal(60))
        with pytest.raises(InvalidInput) as refusal:
            take(session, staff.seller, scheme, "calculate")
        assert list(refusal.value.fields) == ["annual_rate"]

    def test_beyond_policy_needs_reasons(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff)
        to_scheme(session, staff, application, net_income=4_000_000)
        make_scheme(session, staff, application)
        with pytest.raises(InvalidInput) as refusal:
            take(session, staff.seller, application, "submit_scheme")
        assert list(refusal.value.fields) == ["note"]

    def test_cannot_be_edited_once_submitted(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff)
        to_scheme(session, staff, application)
        scheme = make_scheme(session, staff, application)
        take(session, staff.seller, application, "submit_scheme")
        with pytest.raises(Conflict):
            edit(session, staff.seller, scheme, annual_rate=Decimal(20))

    def test_returned_becomes_history_and_a_new_draft(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff)
        to_scheme(session, staff, application)
        make_scheme(session, staff, application)
        take(session, staff.seller, application, "submit_scheme")
        take(session, staff.lead, application, "return_to_scheme", reason="Lãi suất quá cao.")
        take(session, staff.seller, application, "submit_scheme")
        with as_system(session, "test"):
            schemes = session.scalars(
                select(Scheme).where(Scheme.application_id == application.id).order_by(Scheme.id)
            ).all()
        assert [(s.revision, s.status) for s in schemes] == [
            (1, SchemeStatus.SUPERSEDED),
            (2, SchemeStatus.SUBMITTED),
        ]


class TestReviews:
    def test_need_an_opinion(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff)
        to_scheme(session, staff, application)
        make_scheme(session, staff, application)
        take(session, staff.seller, application, "submit_scheme")
        with pytest.raises(InvalidInput):
            take(session, staff.lead, application, "approve_l1")

    def test_come_in_their_order(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff)
        to_scheme(session, staff, application)
        make_scheme(session, staff, application)
        take(session, staff.seller, application, "submit_scheme")
        with pytest.raises(Conflict, match="not possible in the state"):
            take(session, staff.manager, application, "approve_l3", reason="Đồng ý.")

    def test_are_not_for_the_seller_even_in_another_role(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff)
        to_scheme(session, staff, application)
        make_scheme(session, staff, application)
        take(session, staff.seller, application, "submit_scheme")
        change_role(session, staff.seller, Role.TEAM_LEAD)
        with pytest.raises(Denied, match="Another person"):
            take(session, staff.seller, application, "approve_l1", reason="Tốt.")

    def test_are_not_for_the_first_reviewer_in_another_role(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff)
        to_scheme(session, staff, application)
        make_scheme(session, staff, application)
        take(session, staff.seller, application, "submit_scheme")
        take(session, staff.lead, application, "approve_l1", reason="Tốt.")
        change_role(session, staff.lead, Role.RISK)
        with pytest.raises(Denied, match="Another person"):
            take(session, staff.lead, application, "approve_l2", reason="Tốt.")

    def test_of_a_high_grade_are_not_for_who_scored_it(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff)
        to_scheme(
            session, staff, application, worst_bureau_group_24m=2, lenders=5, income_months=6, net_income=9_000_000
        )
        assert application.grade == "high"
        make_scheme(session, staff, application, note="Có người bảo lãnh.")
        take(session, staff.seller, application, "submit_scheme")
        take(session, staff.lead, application, "approve_l1", reason="Hợp lý.")
        with pytest.raises(Denied, match="scored"):
            take(session, staff.analyst, application, "approve_l2", reason="Kiểm soát được.")
        take(session, staff.reviewer, application, "approve_l2", reason="Kiểm soát được.")
        with pytest.raises(Conflict, match="committee"):
            take(session, staff.manager, application, "approve_l3", reason="Đồng ý.")

    def test_end_above_the_managers_limit_with_the_committee(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff, amount=50_000_000)
        to_scheme(session, staff, application)
        make_scheme(session, staff, application)
        to_decision(session, staff, application)
        with pytest.raises(Denied, match="above your limit"):
            take(session, staff.manager, application, "approve_l3", reason="Đồng ý.")
        take(session, staff.manager, application, "vote", reason="Đồng ý.")
        with pytest.raises(Conflict, match="already voted"):
            take(session, staff.manager, application, "vote", reason="Đồng ý.")
        take(session, staff.second_manager, application, "vote", reason="Đồng ý.")
        assert application.status is State.L3_DECISION
        take(session, staff.risk_head, application, "vote", reason="Đồng ý.")
        assert application.status is State.APPROVED

    def test_are_cast_by_members_of_the_committee_only(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff, amount=50_000_000)
        to_scheme(session, staff, application)
        make_scheme(session, staff, application)
        to_decision(session, staff, application)
        with pytest.raises(Denied):
            take(session, staff.analyst, application, "vote", reason="Đồng ý.")


class TestApproval:
    def test_lapses_after_its_last_day(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff)
        to_approval(session, staff, application)
        assert application.approval_expires_on == business_date_of(session) + timedelta(days=30)
        with as_system(session, "test"):
            assert expire_approvals(session) == 0
            company(session).business_date += timedelta(days=31)
            assert expire_approvals(session) == 1
        assert application.status is State.EXPIRED

    def test_may_be_given_up_by_the_customer(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff)
        to_approval(session, staff, application)
        take(session, staff.seller, application, "cancel", reason="Khách không cần nữa.")
        assert (application.status, application.sla_due_at) == (State.CANCELLED, None)
