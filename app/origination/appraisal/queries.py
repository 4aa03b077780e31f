"""Reading appraisals for the decisions that rest on them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.origination.appraisal.model import Appraisal, AppraisalKind, AppraisalStatus


def last_appraisal(session: Session, application_id: int, kind: AppraisalKind) -> Appraisal | None:
    """Return the latest completed appraisal of a kind, or None."""
    return session.scalars(
        select(Appraisal)
        .where(
            Appraisal.application_id == application_id,
            Appraisal.kind == kind,
            Appraisal.status == AppraisalStatus.COMPLETED,
        )
        .order_by(Appraisal.id.desc())
        .limit(1)
    ).one_or_none()
