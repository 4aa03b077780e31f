"""Reading the versions of an application's scheme."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.origination.scheme.model import Scheme, SchemeStatus


def draft_scheme(session: Session, application_id: int) -> Scheme | None:
    """Return the newest scheme still in draft, or None."""
    return _newest(session, application_id, SchemeStatus.DRAFT)


def submitted_scheme(session: Session, application_id: int) -> Scheme | None:
    """Return the scheme under decision, or None."""
    return _newest(session, application_id, SchemeStatus.SUBMITTED)


def approved_scheme(session: Session, application_id: int) -> Scheme | None:
    """Return the scheme that may be executed, or None."""
    return _newest(session, application_id, SchemeStatus.APPROVED)


def next_revision(session: Session, application_id: int) -> int:
    """Return the number of the next version; the application's locked row keeps two from taking the same."""
    last = session.scalar(select(func.max(Scheme.revision)).where(Scheme.application_id == application_id))
    return (last or 0) + 1


def _newest(session: Session, application_id: int, status: SchemeStatus) -> Scheme | None:
    return session.scalars(
        select(Scheme)
        .where(Scheme.application_id == application_id, Scheme.status == status)
        .order_by(Scheme.id.desc())
        .limit(1)
    ).one_or_none()
