"""Policy parameters: every number that a law or the lender's policy gives, dated, with its source."""

import enum
from datetime import date
from decimal import Decimal

from sqlalchemy import Index, func, or_, select
from sqlalchemy.orm import Mapped, Session

from app.shared.field import FieldKind
from app.shared.policy_names import POLICY_NAMES
from app.shared.record import Record, field, reference
from app.shared.text import Message


class PolicyStatus(enum.StrEnum):
    """A parameter counts only once a second person has approved it."""

    DRAFT = "draft"
    APPROVED = "approved"
    RETIRED = "retired"


class PolicyParameter(Record):
    """One value of one parameter for a stretch of days; `value` is a decimal number as text."""

    __prefix__ = "POL"
    __title__ = ("key",)
    __table_args__ = (Index("ix_policy_parameter_key_valid_from", "key", "valid_from"),)

    key: Mapped[str] = field(
        "Parameter", kind=FieldKind.CHOICE, choices=POLICY_NAMES, listed=True, filtered=True, searchable=True
    )
    value: Mapped[str] = field("Value", kind=FieldKind.NUMBER, listed=True)
    unit: Mapped[Message] = field("Unit", listed=True, help="%, day, VND, count")
    source: Mapped[Message] = field("Source", listed=True, help="The article of the law, or the decision.")
    valid_from: Mapped[date] = field("Valid from", listed=True, filtered=True)
    valid_to: Mapped[date | None] = field("Valid to", listed=True)
    status: Mapped[PolicyStatus] = field(
        "Status", listed=True, filtered=True, default=PolicyStatus.DRAFT, editable=False
    )
    approved_by_id: Mapped[int | None] = reference("Employee", "Approved by", editable=False)


class UnknownPolicy(LookupError):
    """No approved value of this parameter is valid on the day: a set-up fault, named so that it can be mended."""


def policy_value(session: Session, key: str, on: date) -> Decimal:
    """Return the approved value of a parameter on a day; raises UnknownPolicy."""
    return policy_values(session, (key,), on)[key]


def policy_values(session: Session, keys: tuple[str, ...], on: date) -> dict[str, Decimal]:
    """Return key → approved value on a day for several parameters in one query; raises UnknownPolicy."""
    rows = session.execute(
        select(PolicyParameter.key, PolicyParameter.value)
        .where(
            PolicyParameter.key.in_(keys),
            PolicyParameter.status == PolicyStatus.APPROVED,
            PolicyParameter.valid_from <= on,
            or_(PolicyParameter.valid_to.is_(None), PolicyParameter.valid_to >= on),
        )
        .order_by(PolicyParameter.valid_from)
    ).all()
    found = {key: Decimal(value) for key, value in rows}
    if missing := sorted(set(keys) - set(found)):
        raise UnknownPolicy(f"no approved value on {on} for {', '.join(missing)}: add it under Policy parameters")
    return found


def first_policy_day(session: Session, keys: tuple[str, ...]) -> date | None:
    """Return the first day on which each of these parameters has had an approved value; None where one has none."""
    firsts = session.execute(
        select(PolicyParameter.key, func.min(PolicyParameter.valid_from))
        .where(PolicyParameter.key.in_(keys), PolicyParameter.status == PolicyStatus.APPROVED)
        .group_by(PolicyParameter.key)
    ).all()
    return max(day for _, day in firsts) if len(firsts) == len(set(keys)) else None
