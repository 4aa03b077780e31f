"""Receiving, assigning and contacting leads."""

from typing import Any

from sqlalchemy.orm import Session

from app.marketing.campaign.model import Channel
from app.marketing.lead.model import ContactResult, Lead, LeadLoss, LeadStatus
from app.marketing.lead.queries import may_not_be_called, open_lead_with, pool_owner
from app.marketing.lead.rules import touch
from app.people.queries import working_employee
from app.security.acting import as_system, current, session_of
from app.security.principal import Principal
from app.shared.clock import utc_now
from app.shared.errors import Denied, InvalidInput
from app.shared.phone import normalise_phone
from app.shared.text import msg


def receive(
    session: Session, *, branch_id: int, phone: str, source: Channel, campaign_id: int | None = None, **facts: Any
) -> Lead:
    """Take in a lead from a channel or a list; it waits in the pool of the branch's head of sales.

    A second lead of the same person is kept as `duplicate`, so that each campaign's spending finds its leads, and
    its touch is added to the open one. Somebody who asked not to be called becomes `dnc`.
    """
    with as_system(session, "receive lead"):
        number = normalise_phone(phone)
        contact = touch(utc_now(), source, campaign_id)
        status = LeadStatus.NEW
        if may_not_be_called(session, number):
            status = LeadStatus.DNC
        elif (known := open_lead_with(session, number)) is not None:
            status = LeadStatus.DUPLICATE
            known.touches = [*known.touches, contact]
        head = pool_owner(session, branch_id)
        lead = Lead(
            branch_id=branch_id,
            owner_id=head.id if head else None,
            phone=number,
            source=source,
            campaign_id=campaign_id,
            touches=[contact],
            status=status,
            **facts,
        )
        session.add(lead)
        session.flush()
        return lead


def assign(*, record: Lead, employee_id: int) -> None:
    """Give the lead to one of the team lead's own people."""
    session = session_of(record)
    employee = working_employee(session, employee_id)
    actor = current(session)
    if actor.user_id is not None and employee.id not in actor.reach.team:
        raise InvalidInput.of({"employee_id": msg("Choose one of your own people.")})
    record.owner_id, record.branch_id, record.assigned_at = employee.id, employee.branch_id, utc_now()


def take(*, record: Lead) -> None:
    """Start on a lead that one has brought in oneself."""
    record.owner_id, record.assigned_at = _employee(current(session_of(record))), utc_now()


def start_contact(*, record: Lead) -> None:
    """Note the first attempt to reach the person."""
    record.first_contact_at = record.first_contact_at or utc_now()


def note_result(*, record: Lead, result: str) -> None:
    """Note how the attempt went; the lead counts as contacted once somebody was spoken to."""
    record.result = ContactResult(result)
    if record.result in (ContactResult.CALL_BACK, ContactResult.INTERESTED, ContactResult.NOT_INTERESTED):
        record.status = LeadStatus.CONTACTED


def lose(*, record: Lead, lost_reason: str) -> None:
    """Note why the lead came to nothing."""
    record.lost_reason = LeadLoss(lost_reason)


def back_to_pool(*, record: Lead) -> None:
    """Return a lead that nobody has contacted to the team lead who takes it back."""
    record.owner_id, record.assigned_at = _employee(current(session_of(record))), None


def _employee(actor: Principal) -> int:
    if actor.reach.employee_id is None:
        raise Denied(msg("Your account is not tied to an employee."))
    return actor.reach.employee_id
