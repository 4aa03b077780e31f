"""Opening, keeping and closing collection cases as contracts fall overdue and recover."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from app.debt_collection.authority import require_collection_lead
from app.debt_collection.collection_case.model import CaseStage, CloseReason, CollectionCase
from app.debt_collection.collection_case.queries import (
    Arrears,
    arrears_of,
    customers_of,
    least_busy_collector,
    open_cases,
)
from app.debt_collection.collection_case.rules import StageLimits, priority_for, stage_for
from app.people.employee import Unit
from app.people.queries import working_employee
from app.security.acting import as_system, session_of
from app.servicing.events import ContractsBecameOverdue, ContractsCured, DayClosed
from app.shared.errors import InvalidInput
from app.shared.policy import policy_values
from app.shared.text import msg

_LIMITS = ("collection.hard_from", "collection.field_from", "collection.legal_from")


def on_overdue(event: ContractsBecameOverdue) -> None:
    """Open a case for each customer who has none, and bring the figures of the others up to date."""
    with as_system(event.session, "collection"):
        open_or_update(event.session, customers_of(event.session, event.contract_ids), event.on)


def on_cured(event: ContractsCured) -> None:
    """Close the cases of customers who have nothing past due any more."""
    with as_system(event.session, "collection"):
        open_or_update(event.session, customers_of(event.session, event.contract_ids), event.on)


def on_day_closed(event: DayClosed) -> None:
    """Move the open cases by the days past due that the closed day has brought."""
    refresh_cases(event.session, event.on)


def open_or_update(session: Session, customer_ids: Iterable[int], on: date) -> None:
    """Make each customer's case say what is so at the end of `on`: opened, kept or closed as cured."""
    customers = set(customer_ids)
    arrears, cases = arrears_of(session, customers), open_cases(session, customers)
    limits = stage_limits(session, on)
    scale = int(policy_values(session, ("consumer_loan.customer_cap",), on)["consumer_loan.customer_cap"])
    for customer_id in sorted(customers):
        owed, case = arrears.get(customer_id), cases.get(customer_id)
        if owed is None:
            if case is not None:
                _close(case, on)
            continue
        if case is None:
            collector = least_busy_collector(session, owed.branch_id)
            case = CollectionCase(
                customer_id=customer_id,
                branch_id=owed.branch_id,
                owner_id=collector,
                opened_on=on,
                stage=CaseStage.SOFT,
            )
            session.add(case)
        _update(case, owed, limits, scale)
    session.flush()


def refresh_cases(session: Session, on: date) -> int:
    """Bring every open case up to date at the end of `on`; returns how many there are."""
    with as_system(session, "collection"):
        cases = open_cases(session)
        if cases:
            open_or_update(session, cases, on)
        return len(cases)


def transfer(*, record: CollectionCase, collector_id: int) -> None:
    """Give the case to another collector; the lead of collection decides."""
    require_collection_lead(record=record)
    collector = working_employee(session_of(record), collector_id, "collector_id")
    if collector.unit != Unit.COLLECTION:
        raise InvalidInput.of({"collector_id": msg("Choose a collector.")})
    record.owner_id = collector.id


def stage_limits(session: Session, on: date) -> StageLimits:
    """Return the first day past due of each stage, as the policy has it on a day."""
    values = policy_values(session, _LIMITS, on)
    return StageLimits(*(int(values[key]) for key in _LIMITS))


def _update(case: CollectionCase, owed: Arrears, limits: StageLimits, scale: int) -> None:
    if case.stage != CaseStage.RECOVERY:
        case.stage = CaseStage(stage_for(owed.days_past_due, limits))
    case.days_past_due, case.overdue_amount, case.contract_count = owed.days_past_due, owed.amount, owed.contracts
    case.priority_score = priority_for(owed.days_past_due, owed.amount, scale)


def _close(case: CollectionCase, on: date) -> None:
    case.stage, case.closed_on, case.close_reason = CaseStage.CLOSED, on, CloseReason.CURED
    case.days_past_due = case.overdue_amount = case.contract_count = case.priority_score = 0
