"""The three reviews of a scheme by three persons, the last within authority limits or by the committee."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.origination.application.model import Application, ApplicationStatus, Decision
from app.origination.application.operations import refuse_interested
from app.origination.application.queries import scored_by, voters
from app.origination.credit_assessment.rules import RiskGrade
from app.origination.scheme import operations as schemes
from app.origination.scheme.model import Scheme, SchemeStatus
from app.origination.scheme.queries import draft_scheme, submitted_scheme
from app.people.authority_limit.model import Authority
from app.people.authority_limit.queries import limit_of, require_limit
from app.security.acting import current, session_of
from app.shared.clock import utc_now
from app.shared.company import business_date
from app.shared.errors import Conflict, Denied
from app.shared.policy import policy_value
from app.shared.text import msg


def submit_scheme(*, record: Application) -> None:
    """Price and fix the drafted scheme and put its amount before the reviewers; raises Conflict without a draft."""
    scheme = draft_scheme(session_of(record), record.id)
    if scheme is None:
        raise Conflict(msg("Draft a finance scheme first."))
    schemes.submit(scheme)
    record.amount, record.term, record.method = scheme.amount, scheme.term, scheme.method
    record.exception_flag = scheme.is_exception


def approve_l1(*, record: Application) -> None:
    """Find the scheme reasonable and complete, for the business department."""
    _refuse_judge_in_own_cause(record)


def approve_l2(*, record: Application) -> None:
    """Find the risk controllable; a high grade needs another person than the one who scored it."""
    _refuse_judge_in_own_cause(record)
    session = session_of(record)
    person = current(session).reach.employee_id
    if record.grade is RiskGrade.HIGH and scored_by(session, record.id, person):
        raise Denied(msg("Another person must review a high grade than the one who scored it."))


def approve_l3(*, record: Application) -> None:
    """Decide alone, within one's limit; raises Conflict where the committee must decide, Denied above the limit."""
    _refuse_judge_in_own_cause(record)
    session = session_of(record)
    scheme = _under_decision(session, record)
    if scheme.is_exception:
        raise Conflict(msg("An exception to policy is decided by the committee."))
    _require(session, record, Authority.APPROVER, scheme.amount)
    _approve(session, record, scheme)


def vote(*, record: Application) -> None:
    """Vote for the scheme as a member of the committee; the vote that completes the majority approves it.

    The majority counts only with the head of risk in it. Raises Denied for others, Conflict for a second vote.
    """
    _refuse_judge_in_own_cause(record)
    session = session_of(record)
    scheme, today = _under_decision(session, record), business_date(session)
    person = _require(session, record, Authority.COMMITTEE, scheme.amount)
    before = voters(session, record.id)
    if person in before:
        raise Conflict(msg("You have already voted."))
    ayes = [*before, person]
    needed = int(policy_value(session, "application.committee_votes", today))
    heads = [limit_of(session, aye, Authority.RISK_HEAD, record.product.product_class, today) for aye in ayes]
    if len(ayes) >= needed and any(heads):
        _approve(session, record, scheme)
        record.status = ApplicationStatus.APPROVED


def _approve(session: Session, application: Application, scheme: Scheme) -> None:
    today = business_date(session)
    days = policy_value(session, "application.approval_valid_days", today)
    scheme.status = SchemeStatus.APPROVED
    application.decision, application.decided_at = Decision.APPROVED, utc_now()
    application.approval_expires_on = today + timedelta(days=int(days))


def _require(session: Session, application: Application, authority: Authority, amount: int) -> int | None:
    """Return who acts, after checking that their limit covers the amount; raises Denied."""
    person = current(session).reach.employee_id
    require_limit(
        session, person, authority, amount, business_date(session), product_class=application.product.product_class
    )
    return person


def _under_decision(session: Session, application: Application) -> Scheme:
    scheme = submitted_scheme(session, application.id)
    if scheme is None:
        raise Conflict(msg("There is no scheme under decision."))
    return scheme


def _refuse_judge_in_own_cause(application: Application) -> None:
    """Raise Denied for the seller, and for whoever valued the collateral on which the loan rests."""
    refuse_interested(application)
    person = current(session_of(application)).reach.employee_id
    if application.collateral is not None and person is not None and application.collateral.appraiser_id == person:
        raise Denied(msg("Another person must do this: you valued the collateral."))
