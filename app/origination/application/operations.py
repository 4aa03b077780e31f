"""The steps of an application up to the scheme: submission, appraisal, analysis, and the ways out."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.marketing.opportunity.operations import lose_by_rejection
from app.origination.application.model import Application, ApplicationStatus, Decision, RejectCode
from app.origination.application.queries import (
    barred_until,
    campaign_of,
    grades_before,
    next_appraiser,
    open_opportunity,
)
from app.origination.application.rules import may_waive_field_review, obstacles
from app.origination.appraisal.model import Appraisal, AppraisalKind, AppraisalResult, AppraisalStatus
from app.origination.appraisal.queries import last_appraisal
from app.origination.credit_assessment.model import AssessmentStatus, CreditAssessment
from app.origination.credit_assessment.queries import last_assessment
from app.origination.credit_assessment.rules import RiskGrade
from app.origination.document_item.model import DocumentItem, DocumentStatus
from app.origination.document_item.queries import ACCEPTED, BROUGHT, documents_short_of
from app.origination.document_requirement import DocumentRequirement
from app.origination.scheme.model import Scheme, SchemeStatus
from app.origination.scheme.operations import withdraw
from app.origination.scheme.queries import draft_scheme, submitted_scheme
from app.parties.customer import model as customer_model
from app.security.acting import current, session_of
from app.shared.clock import utc_now
from app.shared.company import business_date
from app.shared.errors import Conflict, Denied, InvalidInput
from app.shared.events import publish
from app.shared.policy import policy_value
from app.shared.text import msg

PAST_CANCELLING = frozenset(
    {
        ApplicationStatus.CONTRACTING,
        ApplicationStatus.DISBURSED,
        ApplicationStatus.REJECTED,
        ApplicationStatus.CANCELLED,
        ApplicationStatus.EXPIRED,
    }
)
CLOSED_WITH_IT = (Scheme, DocumentItem, Appraisal, CreditAssessment)
_WITHOUT_CLOCK = PAST_CANCELLING - {ApplicationStatus.CONTRACTING} | {ApplicationStatus.DRAFT}


@dataclass(frozen=True)
class ContractingStarted:
    """A contract is to be drafted from an approved application."""

    application: Application


def submit(*, record: Application) -> None:
    """Check the request, open its checklist and hand it to an appraiser; raises InvalidInput, Conflict."""
    session, today = session_of(record), business_date(session_of(record))
    if problems := obstacles(record, today):
        raise InvalidInput.of(problems)
    if (day := barred_until(session, record.customer_id, today)) is not None:
        raise Conflict(msg("A rejected customer may ask again from {day}.", day=day))
    _name_source(session, record)
    record.requested_at, record.requested_amount = utc_now(), record.amount
    record.appraiser_id = next_appraiser(session, record.branch_id)
    _open_checklist(session, record)


def entered(*, record: Application, before: str) -> None:
    """Start the clock of the step that the application has come to; a closed one has none."""
    session = session_of(record)
    record.sla_due_at = None
    if record.status not in _WITHOUT_CLOCK:
        hours = policy_value(session, f"application.sla_hours.{record.status}", business_date(session))
        record.sla_due_at = utc_now() + timedelta(hours=float(hours))


def assign(*, record: Application, appraiser_id: int) -> None:
    """Hand the application to another appraiser."""
    record.appraiser_id = appraiser_id


def take_up(*, record: Application) -> None:
    """Begin the desk review."""
    refuse_interested(record)


def request_documents(*, record: Application) -> None:
    """Count the loop back to the customer; the reason carries the list."""
    record.document_requests += 1


def supply_documents(*, record: Application) -> None:
    """Return the file to the appraiser once every mandatory paper has been brought; raises Conflict."""
    _require_documents(record, BROUGHT, supplied=True)


def pass_desk(*, record: Application) -> None:
    """Close the desk review on a passed desk appraisal and verified papers; raises Conflict."""
    refuse_interested(record)
    _require_documents(record, ACCEPTED)
    _require_passed(record, AppraisalKind.DESK)


def pass_field(*, record: Application) -> None:
    """Close the field review on a passed visit; raises Conflict."""
    refuse_interested(record)
    _require_passed(record, AppraisalKind.FIELD)


def waive_field(*, record: Application, waiver: str) -> None:
    """Go without a visit where the product's rule allows it, and keep the reason; raises Conflict."""
    pass_desk(record=record)
    if not may_waive_field_review(record, grades_before(session_of(record), record)):
        raise Conflict(msg("The product does not allow this loan without a visit."))
    record.field_waiver = waiver


def finish_analysis(*, record: Application) -> None:
    """Take over the grade of the last assessment; raises Conflict without one, or where it rejects."""
    refuse_interested(record)
    assessment = last_assessment(session_of(record), record.id)
    if assessment is None or assessment.grade is None:
        raise Conflict(msg("Score the application first."))
    if assessment.grade is RiskGrade.REJECT:
        raise Conflict(msg("The scorecard rejects this application."))
    record.grade = assessment.grade
    record.customer.risk_grade = customer_model.RiskGrade(assessment.grade.value)


def give_back(*, record: Application) -> None:
    """Take one step back; a scheme under decision becomes history and its copy a new draft."""
    scheme = submitted_scheme(session_of(record), record.id)
    if scheme is not None and record.status is ApplicationStatus.L1_BUSINESS_REVIEW:
        withdraw(scheme)


def reject(*, record: Application, code: str) -> None:
    """Refuse the loan, and lose its opportunity; the customer may ask again after the cool-off that policy sets."""
    refuse_interested(record)
    session = session_of(record)
    today = business_date(session)
    days = policy_value(session, "application.reject_cool_off_days", today)
    record.reject_code = RejectCode(code)
    record.reapply_from = today + timedelta(days=int(days))
    close(record, Decision.REJECTED)
    if record.opportunity_id is not None:
        lose_by_rejection(session, record.opportunity_id)


def cancel(*, record: Application) -> None:
    """Note that the customer no longer wants the loan."""
    close(record, Decision.CANCELLED)


def start_contract(*, record: Application) -> None:
    """Ask servicing to draft the contract, in this transaction; raises Conflict where the approval has run out."""
    until = record.approval_expires_on
    if until is not None and until < business_date(session_of(record)):
        raise Conflict(msg("The approval ran out on {day}.", day=until))
    publish(ContractingStarted(record))


def expire_approvals(session: Session) -> int:
    """Let every approval whose last day has passed lapse, for the daily job; returns how many."""
    lapsed = session.scalars(
        select(Application).where(
            Application.status == ApplicationStatus.APPROVED,
            Application.approval_expires_on < business_date(session),
        )
    ).all()
    for application in lapsed:
        application.status = ApplicationStatus.EXPIRED
        application.sla_due_at = None
        close(application, Decision.EXPIRED)
    session.flush()
    return len(lapsed)


def close(application: Application, decision: Decision) -> None:
    """Write the end of an application; what was still open for it ends with it, so that nobody waits for it."""
    session = session_of(application)
    application.decision, application.decided_at = decision, utc_now()
    for scheme in (submitted_scheme(session, application.id), draft_scheme(session, application.id)):
        if scheme is not None:
            scheme.status = SchemeStatus.REJECTED
    _close_papers(session, application.id)


def refuse_interested(application: Application) -> None:
    """Raise Denied for the seller who owns the application, whoever created it."""
    person = current(session_of(application)).reach.employee_id
    if person is not None and person == application.owner_id:
        raise Denied(msg("Another person must do this: the application is yours."))


def _name_source(session: Session, application: Application) -> None:
    """Tie the application to the open opportunity and its campaign, so that the campaign's return counts it."""
    if application.opportunity_id is None:
        application.opportunity_id = open_opportunity(session, application.customer_id, application.product_id)
    if application.campaign_id is None and application.opportunity_id is not None:
        application.campaign_id = campaign_of(session, application.opportunity_id)


def _open_checklist(session: Session, application: Application) -> None:
    wanted = session.scalars(
        select(DocumentRequirement)
        .where(
            DocumentRequirement.product_class.is_(None)
            | (DocumentRequirement.product_class == application.product.product_class)
        )
        .order_by(DocumentRequirement.id)
    )
    there = set(session.scalars(select(DocumentItem.name).where(DocumentItem.application_id == application.id)))
    for paper in wanted:
        if paper.name not in there:
            item = DocumentItem(group=paper.group, name=paper.name, mandatory=paper.mandatory)
            item.application_id = application.id
            session.add(item)


def _close_papers(session: Session, application_id: int) -> None:
    """Cancel what nobody will judge any more; the audit notes it with the reason for which the application ended."""
    papers = select(DocumentItem).where(
        DocumentItem.application_id == application_id, DocumentItem.status.not_in(ACCEPTED)
    )
    for paper in session.scalars(papers):
        paper.status = DocumentStatus.CANCELLED
    appraisals = select(Appraisal).where(
        Appraisal.application_id == application_id, Appraisal.status == AppraisalStatus.DRAFT
    )
    for appraisal in session.scalars(appraisals):
        appraisal.status = AppraisalStatus.CANCELLED
    assessments = select(CreditAssessment).where(
        CreditAssessment.application_id == application_id, CreditAssessment.status == AssessmentStatus.DRAFT
    )
    for assessment in session.scalars(assessments):
        assessment.status = AssessmentStatus.CANCELLED


def _require_documents(application: Application, good: tuple[DocumentStatus, ...], *, supplied: bool = False) -> None:
    short = documents_short_of(session_of(application), application.id, good)
    if short:
        text = msg("Still missing: {names}.", names=", ".join(short))
        raise Conflict(text if supplied else msg("Not yet verified: {names}.", names=", ".join(short)))


def _require_passed(application: Application, kind: AppraisalKind) -> None:
    appraisal = last_appraisal(session_of(application), application.id, kind)
    if appraisal is None or appraisal.result is not AppraisalResult.PASS:
        raise Conflict(msg("There is no completed appraisal that passes the application."))
