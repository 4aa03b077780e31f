"""Withdrawing consent, which stops at once whatever rests on it."""

from dataclasses import dataclass

from app.parties.consent.model import Consent
from app.shared.clock import utc_now
from app.shared.events import publish


@dataclass(frozen=True)
class ConsentWithdrawn:
    """A person withdrew a consent; queues that rest on it stop in the same transaction."""

    consent: Consent


def withdraw(*, record: Consent) -> None:
    """Note when the consent ended and tell everything that rests on it."""
    record.withdrawn_at = utc_now()
    publish(ConsentWithdrawn(record))
