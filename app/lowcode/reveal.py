"""Reveals: one masked value of one record, shown to one person for a minute, for a reason, counted and audited."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.audit.entry import AuditEntry
from app.audit.listener import record_event
from app.lowcode.entity import Entity
from app.lowcode.language import conventions
from app.lowcode.value_readers import as_text, cleaned
from app.lowcode.values import readable_fields
from app.security.acting import as_system, current
from app.security.principal import Principal
from app.security.row_rule import reaches
from app.shared.clock import local_date
from app.shared.errors import Denied, InvalidInput, NotFound
from app.shared.field import FieldFacts, Mask
from app.shared.policy import UnknownPolicy, policy_value
from app.shared.record import Governed
from app.shared.text import msg

SECONDS = 60
DAILY_LIMIT = 30  # where the policy says nothing
DAILY_LIMIT_POLICY = "reveal.daily_limit"
_REASON_MIN, _REASON_MAX = 5, 1000


@dataclass(frozen=True)
class Revealed:
    """A value that its reader may see whole, for so many seconds."""

    facts: FieldFacts
    value: Any
    seconds: int = SECONDS


def reveal(session: Session, entity: Entity, key: int, name: str, reason: Any) -> Revealed:
    """Return a masked value whole and audit it; flushes, never commits: nothing may be shown before the commit.

    Raises NotFound for a field or record beyond the reader's right, InvalidInput without a proper reason, Denied
    once the reader has revealed as many values as the policy allows a day.
    """
    reader = current(session)
    reader.require(entity.model, "reveal")
    facts = readable_fields(entity.model, reader).get(name)
    record: Governed | None = session.scalars(select(entity.model).where(entity.model.id == key)).one_or_none()
    if facts is None or facts.mask in (None, Mask.FILE) or record is None:
        raise NotFound
    if not reaches(session, reader, entity.model, "reveal", key):
        raise NotFound
    said = reason_of(reason)
    count_reveal(session, reader)
    record_event(session, f"{entity.slug}.reveal", record, reason=said, changes={"field": name})
    return Revealed(facts, getattr(record, name))


def reason_of(given: Any) -> str:
    """Return the reason that was given for looking; raises InvalidInput for none worth keeping."""
    try:
        said = as_text(cleaned(given) or "")
    except InvalidInput as error:
        raise InvalidInput.of({"reason": error.message}) from error
    if not _REASON_MIN <= len(said) <= _REASON_MAX:
        raise InvalidInput.of({"reason": msg("Please give a reason of at least 5 characters.")})
    return said


def count_reveal(session: Session, reader: Principal) -> None:
    """Refuse one reveal, or secret file, too many; two at the same moment wait for each other at the account."""
    account = User.__table__
    session.connection().execute(select(account.c.id).where(account.c.id == reader.user_id).with_for_update())
    zone = conventions().time_zone
    today = local_date(zone)
    with as_system(session, "reveal limit") as plain:
        try:
            limit = int(policy_value(plain, DAILY_LIMIT_POLICY, today))
        except UnknownPolicy:
            limit = DAILY_LIMIT
        done = plain.scalar(
            select(func.count(AuditEntry.id)).where(
                AuditEntry.actor_id == reader.user_id,
                or_(*(AuditEntry.action.like(f"%.{word}") for word in ("reveal", "open"))),
                AuditEntry.at >= datetime.combine(today, time.min, tzinfo=ZoneInfo(zone)),
            )
        )
    if (done or 0) >= limit:
        raise Denied(
            msg("You have revealed {limit} values today, which is the most a day. Try again tomorrow.", limit=limit)
        )
