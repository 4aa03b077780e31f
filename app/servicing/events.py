"""What servicing tells the domains above it, inside its own transaction; `app/registry.py` says who listens.

That a contract took effect, `app/servicing/contract/operations.py` tells.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class ContractsBecameOverdue:
    """At the end of `on` these contracts were past due, and the day before they were not."""

    session: Session
    contract_ids: tuple[int, ...]
    on: date


@dataclass(frozen=True)
class ContractsCured:
    """These contracts have nothing overdue any more."""

    session: Session
    contract_ids: tuple[int, ...]
    on: date


@dataclass(frozen=True)
class ReceiptPosted:
    """A receipt was posted; `amount` in minor units, negative for a reversing receipt."""

    session: Session
    receipt_id: int
    contract_id: int
    amount: int
    on: date


@dataclass(frozen=True)
class ContractSettled:
    """A contract owes nothing any more."""

    session: Session
    contract_id: int
    on: date


@dataclass(frozen=True)
class DayClosed:
    """End of day has finished the business date `on`: its books are right and the next day has begun."""

    session: Session
    on: date
