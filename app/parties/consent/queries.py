"""Asking whether a purpose is covered by consent."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.parties.consent.model import Consent, ConsentPurpose, ConsentStatus


def missing_consents(
    session: Session, customer_id: int, purposes: Iterable[ConsentPurpose]
) -> frozenset[ConsentPurpose]:
    """Return those of the purposes for which the customer's consent is not in force."""
    wanted = frozenset(purposes)
    given = session.scalars(
        select(Consent.purpose).where(
            Consent.customer_id == customer_id,
            Consent.purpose.in_(wanted),
            Consent.status == ConsentStatus.GIVEN,
        )
    )
    return wanted - frozenset(given)
