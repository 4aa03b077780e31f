"""From submission to the scheme: papers, visits, scoring, and everything that stops an application there."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.entry import AuditEntry
from app.lowcode.related_party import Kinship, RelatedParty
from app.marketing.opportunity.model import OpportunityLoss, Stage
from app.origination.application.model import Application, RejectCode
from app.origination.application.model import ApplicationStatus as State
from app.origination.appraisal.model import Appraisal, AppraisalKind, AppraisalResult, CheckResult
from app.origination.credit_assessment.model import CreditAssessment
from app.origination.credit_assessment.rules import RiskGrade
from app.origination.document_item.model import DocumentItem, DocumentStatus
from app.parties.consent.model import Consent
from app.security.acting import as_system, current
from app.security.roles import Role
from app.shared.errors import Conflict, Denied, InvalidInput, NotFound
from tests.factories.marketing import make_opportunity
from tests.factories.origination import (
    Staff,
    appraisal_facts,
    appraise,
    assess,
    assessment_facts,
    bring_documents,
    business_date_of,
    edit,
    give_consents,
    make_application,
    make_car,
    make_car_product,
    make_staff,
    take,
    to_analysis,
    to_scheme,
    write,
)
from tests.factories.parties import make_customer
from tests.factories.people import make_employee, signed_in
from tests.factories.products import make_product
from tests.factories.uploads import a_paper as a_scan


def under_review(session: Session, staff: Staff, **facts: object) -> Application:
    application = make_application(session, staff, **facts)  # type: ignore[arg-type]
    take(session, staff.seller, application, "submit")
    take(session, staff.appraiser, application, "start_desk_review")
    return application


def papers_of(session: Session, application: Application) -> list[DocumentItem]:
    with as_system(session, "test"):
        query = select(DocumentItem).where(DocumentItem.application_id == application.id)
        return list(session.scalars(query.order_by(DocumentItem.id)))


def a_paper(session: Session, application: Application) -> DocumentItem:
    with as_system(session, "test"):
        return session.scalars(
            select(DocumentItem).where(DocumentItem.application_id == application.id).order_by(DocumentItem.id)
        ).first()  # type: ignore[return-value]


class TestSubmit:
    def test_refuses_an_amount_outside_the_product(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff, amount=300_000_000)
        with pytest.raises(InvalidInput) as refusal:
            take(session, staff.seller, application, "submit")
        assert list(refusal.value.fields) == ["amount"]

    def test_refuses_a_customer_too_old_for_the_product(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff, product=make_product(session, age_max=30))
        with pytest.raises(InvalidInput, match="18 to 30"):
            take(session, staff.seller, application, "submit")

    def test_refuses_a_car_loan_without_the_car(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff, product=make_car_product(session), amount=350_000_000, term=48)
        with pytest.raises(InvalidInput) as refusal:
            take(session, staff.seller, application, "submit")
        assert list(refusal.value.fields) == ["collateral_id"]

    def test_refuses_a_car_after_a_major_accident(self, session: Session, staff: Staff) -> None:
        customer = make_customer(session, staff.branch, owner_id=staff.seller.id)
        application = make_application(
            session,
            staff,
            customer=customer,
            product=make_car_product(session),
            amount=350_000_000,
            term=48,
            purchase_price=520_000_000,
            collateral_id=make_car(session, staff, customer, accident="major").id,
        )
        with pytest.raises(InvalidInput, match="major accident"):
            take(session, staff.seller, application, "submit")

    def test_is_not_for_a_colleague_of_another_branch(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff)
        with pytest.raises(NotFound):
            take(session, make_staff(session).seller, application, "submit")

    def test_hands_the_file_to_the_appraiser_with_the_fewest(self, session: Session, staff: Staff) -> None:
        second = make_employee(session, Role.APPRAISER, staff.branch)
        first, next_one = make_application(session, staff), make_application(session, staff)
        take(session, staff.seller, first, "submit")
        take(session, staff.seller, next_one, "submit")
        assert [first.appraiser_id, next_one.appraiser_id] == [staff.appraiser.id, second.id]


class TestDeskReview:
    def test_is_not_taken_up_by_an_appraiser_it_was_not_handed_to(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff)
        take(session, staff.seller, application, "submit")
        with pytest.raises(NotFound):
            take(session, make_employee(session, Role.APPRAISER, staff.branch), application, "start_desk_review")

    def test_goes_on_only_with_verified_papers(self, session: Session, staff: Staff) -> None:
        application = under_review(session, staff)
        appraise(session, staff, application, AppraisalKind.DESK)
        with pytest.raises(Conflict, match="Not yet verified: Căn cước"):
            take(session, staff.appraiser, application, "pass_desk")

    def test_goes_on_only_with_a_passed_appraisal(self, session: Session, staff: Staff) -> None:
        application = under_review(session, staff)
        bring_documents(session, staff, application)
        appraise(session, staff, application, AppraisalKind.DESK, result=AppraisalResult.SUPPLEMENT)
        with pytest.raises(Conflict, match="no completed appraisal"):
            take(session, staff.appraiser, application, "pass_desk")

    def test_counts_each_loop_back_to_the_customer(self, session: Session, staff: Staff) -> None:
        application = under_review(session, staff)
        take(session, staff.appraiser, application, "request_documents", reason="Thiếu sao kê lương.")
        with pytest.raises(Conflict, match="Still missing"):
            take(session, staff.seller, application, "supply_documents")
        bring_documents(session, staff, application)
        take(session, staff.seller, application, "supply_documents")
        assert (application.status, application.document_requests) == (State.DESK_REVIEW, 1)

    def test_asks_for_documents_only_with_a_reason(self, session: Session, staff: Staff) -> None:
        application = under_review(session, staff)
        with pytest.raises(InvalidInput) as refusal:
            take(session, staff.appraiser, application, "request_documents")
        assert list(refusal.value.fields) == ["reason"]

    def test_is_not_for_a_relative_of_the_customer(self, session: Session, staff: Staff) -> None:
        application = under_review(session, staff)
        with as_system(session, "test"):
            tie = RelatedParty(
                employee_id=staff.appraiser.id, customer_id=application.customer_id, kinship=Kinship.SIBLING
            )
            session.add(tie)
            session.flush()
        with pytest.raises(Denied, match="relative"):
            take(session, staff.appraiser, a_paper(session, application), "waive", why="Không cần.")


class TestDocument:
    def test_is_rejected_with_a_reason_and_brought_again(self, session: Session, staff: Staff) -> None:
        paper = a_paper(session, under_review(session, staff))
        take(session, staff.seller, paper, "receive", file=a_scan())
        with pytest.raises(InvalidInput):
            take(session, staff.appraiser, paper, "reject", why="")
        take(session, staff.appraiser, paper, "reject", why="Ảnh mờ.")
        assert (paper.status, paper.reason) == (DocumentStatus.REJECTED, "Ảnh mờ.")
        take(session, staff.seller, paper, "receive", file=a_scan())
        assert (paper.status, paper.reason) == (DocumentStatus.RECEIVED, None)

    def test_is_not_verified_by_sales(self, session: Session, staff: Staff) -> None:
        paper = a_paper(session, under_review(session, staff))
        take(session, staff.seller, paper, "receive", file=a_scan())
        with pytest.raises(Denied):
            take(session, staff.seller, paper, "verify")


class TestAppraisal:
    def test_of_the_field_needs_the_visit(self, session: Session, staff: Staff) -> None:
        application = under_review(session, staff)
        facts = appraisal_facts(AppraisalKind.FIELD, gps=None, visited_at=None)
        visit = write(session, staff.appraiser, Appraisal(application_id=application.id, **facts))
        with pytest.raises(InvalidInput) as refusal:
            take(session, staff.appraiser, visit, "complete")
        assert set(refusal.value.fields) == {"gps", "visited_at", "photo_id"}

    def test_cannot_pass_what_failed_a_check(self, session: Session, staff: Staff) -> None:
        application = under_review(session, staff)
        facts = appraisal_facts(AppraisalKind.DESK, income_check=CheckResult.FAIL)
        with pytest.raises(InvalidInput, match="fails a check"):
            write(session, staff.appraiser, Appraisal(application_id=application.id, **facts))

    def test_may_be_waived_for_a_returning_low_risk_customer(self, session: Session, staff: Staff) -> None:
        product = make_product(session, field_review_waived_up_to=20_000_000)
        application = under_review(session, staff, product=product)
        bring_documents(session, staff, application)
        appraise(session, staff, application, AppraisalKind.DESK)
        with pytest.raises(Conflict, match="without a visit"):
            take(session, staff.appraiser, application, "waive_field", waiver="Khách cũ.")
        earlier = make_application(session, staff, product=product)
        with as_system(session, "test"):
            earlier.customer_id, earlier.status = application.customer_id, State.DISBURSED
            earlier.grade = RiskGrade.LOW
            session.flush()
        take(session, staff.appraiser, application, "waive_field", waiver="Khách cũ, trả tốt.")
        assert (application.status, application.field_waiver) == (State.CREDIT_ANALYSIS, "Khách cũ, trả tốt.")


class TestScoring:
    def test_needs_both_consents(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff)
        to_analysis(session, staff, application)
        with pytest.raises(Conflict, match="credit scoring"):
            assess(session, staff.analyst, application)
        give_consents(session, application.customer_id)
        with as_system(session, "test"):
            consents = session.scalars(select(Consent).where(Consent.customer_id == application.customer_id)).all()
            bureau = next(consent for consent in consents if consent.purpose == "credit_bureau")
        take(session, make_employee(session, Role.CARE, staff.branch), bureau, "withdraw")
        with pytest.raises(Conflict, match="credit-bureau"):
            assess(session, staff.analyst, application)

    def test_freezes_its_answers_and_points(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff)
        to_analysis(session, staff, application)
        give_consents(session, application.customer_id)
        result = assess(session, staff.analyst, application)
        assert (result.score, result.grade, result.scorecard_version) == (90, RiskGrade.LOW, "unsecured-1")
        assert sum((result.points or {}).values()) == result.score
        assert (result.inputs or {})["income_months"] == "48"
        assert result.analyst_id == staff.analyst.id
        with pytest.raises(Conflict):
            edit(session, staff.analyst, result, lenders=0)

    def test_scores_the_worked_example_of_a_car(self, session: Session, staff: Staff) -> None:
        customer = make_customer(session, staff.branch, owner_id=staff.seller.id)
        collateral = make_car(session, staff, customer)
        application = make_application(
            session,
            staff,
            customer=customer,
            product=make_car_product(session),
            amount=350_000_000,
            term=48,
            purchase_price=520_000_000,
            collateral_id=collateral.id,
        )
        to_analysis(session, staff, application)
        give_consents(session, customer.id)
        result = assess(session, staff.analyst, application, assumed_rate=Decimal("12.5"))
        assert (result.score, result.grade) == (85, RiskGrade.LOW)
        assert result.loan_to_value is not None
        assert result.loan_to_value.quantize(Decimal("0.1")) == Decimal("67.3")

    def test_may_be_overridden_by_one_notch_and_another_person(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff)
        to_analysis(session, staff, application)
        give_consents(session, application.customer_id)
        result = assess(session, staff.analyst, application)
        with pytest.raises(Denied, match="Another person"):
            take(session, staff.analyst, result, "override", grade="medium", why="Thu nhập theo mùa.")
        with pytest.raises(InvalidInput, match="one notch"):
            take(session, staff.reviewer, result, "override", grade="high", why="Thu nhập theo mùa.")
        take(session, staff.reviewer, result, "override", grade="medium", why="Thu nhập theo mùa.")
        assert (result.grade, result.grade_before_override) == (RiskGrade.MEDIUM, RiskGrade.LOW)

    def test_of_a_bad_bureau_record_ends_in_a_rejection_and_a_cool_off(self, session: Session, staff: Staff) -> None:
        customer = make_customer(session, staff.branch, owner_id=staff.seller.id)
        application = make_application(session, staff, customer=customer)
        to_analysis(session, staff, application)
        give_consents(session, customer.id)
        assess(session, staff.analyst, application, worst_bureau_group_24m=4)
        with pytest.raises(Conflict, match="rejects"):
            take(session, staff.analyst, application, "finish_analysis")
        take(session, staff.analyst, application, "reject_risk", reason="Nợ nhóm 4.", code="bureau")
        assert (application.status, application.reject_code) == (State.REJECTED, RejectCode.BUREAU)
        assert application.reapply_from == business_date_of(session) + timedelta(days=90)
        again = make_application(session, staff, customer=customer)
        with pytest.raises(Conflict, match="ask again from"):
            take(session, staff.seller, again, "submit")

    def test_that_ends_leaves_nothing_open_behind_it(self, session: Session, staff: Staff) -> None:
        application = under_review(session, staff)
        write(session, staff.appraiser, Appraisal(application_id=application.id, **appraisal_facts(AppraisalKind.DESK)))
        write(session, staff.analyst, CreditAssessment(application_id=application.id, **assessment_facts()))
        brought, *_ = papers = papers_of(session, application)
        take(session, staff.seller, brought, "receive", file=a_scan())
        take(session, staff.appraiser, brought, "verify")
        take(session, staff.appraiser, application, "reject_appraisal", reason="Địa chỉ không có.", code="vehicle")
        with as_system(session, "test"):
            assert [paper.status for paper in papers] == [
                DocumentStatus.VERIFIED,
                *[DocumentStatus.CANCELLED] * (len(papers) - 1),
            ]
            for model in (Appraisal, CreditAssessment):
                assert session.scalars(select(model.status)).all() == ["cancelled"]
            why = select(AuditEntry.reason).where(AuditEntry.entity == "DocumentItem", AuditEntry.action == "edit")
            assert session.scalars(why.order_by(AuditEntry.id.desc())).first() == "Địa chỉ không có."

    def test_that_is_rejected_loses_its_opportunity(self, session: Session, staff: Staff) -> None:
        customer = make_customer(session, staff.branch, owner_id=staff.seller.id)
        application = make_application(session, staff, customer=customer)
        with as_system(session, "test"):
            product = application.product
        seller = staff.seller.id
        opportunity = make_opportunity(session, staff.branch, product, owner_id=seller, customer_id=customer.id)
        take(session, staff.seller, application, "submit")
        take(session, staff.appraiser, application, "start_desk_review")
        take(session, staff.appraiser, application, "reject_appraisal", reason="Không gặp.", code="address_not_found")
        with as_system(session, "test"):
            assert (opportunity.stage, opportunity.lost_reason) == (Stage.LOST, OpportunityLoss.REJECTED)

    def test_gives_application_and_customer_its_grade_and_sales_nothing_else(
        self, session: Session, staff: Staff
    ) -> None:
        customer = make_customer(session, staff.branch, owner_id=staff.seller.id)
        application = make_application(session, staff, customer=customer)
        to_scheme(session, staff, application)
        assert application.grade is RiskGrade.LOW
        assert customer.risk_grade == "low"
        with signed_in(session, staff.seller):
            hidden = current(session).hidden_fields(CreditAssessment)
        assert {"net_income", "score", "lenders"} <= hidden
        assert "grade" not in hidden

    def test_is_not_for_the_appraiser(self, session: Session, staff: Staff) -> None:
        application = make_application(session, staff)
        with pytest.raises(Denied):
            write(session, staff.appraiser, CreditAssessment(application_id=application.id, **assessment_facts()))
