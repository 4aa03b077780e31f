"""Reading the assessment on which a scheme and its decision rest."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.origination.credit_assessment.model import AssessmentStatus, CreditAssessment
from app.parties.consent.model import Consent, ConsentPurpose, ConsentStatus


def last_assessment(session: Session, application_id: int) -> CreditAssessment | None:
    """Return the latest scored assessment of an application, or None."""
    return session.scalars(
        select(CreditAssessment)
        .where(
            CreditAssessment.application_id == application_id,
            CreditAssessment.status == AssessmentStatus.SCORED,
        )
        .order_by(CreditAssessment.id.desc())
        .limit(1)
    ).one_or_none()


def consent_in_force(session: Session, customer_id: int, purpose: ConsentPurpose) -> Consent | None:
    """Return the customer's latest consent for a purpose that was not withdrawn, or None."""
    return session.scalars(
        select(Consent)
        .where(Consent.customer_id == customer_id, Consent.purpose == purpose, Consent.status == ConsentStatus.GIVEN)
        .order_by(Consent.id.desc())
        .limit(1)
    ).one_or_none()
