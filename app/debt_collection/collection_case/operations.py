"""Opening, keeping and closing collection cases as contracts fall overdue and recover."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app.debt_collection.authority import require_collection_lead
from app.debt_collection.collection_case.model import CaseStage, CloseReason, CollectionCase
from app.debt_collection.collection_case.queries import (
    Arrears,
    Collectors,
    arrears_of,
    arrears_of_open_cases,
    customers_of,
    open_cases,
)
from app.debt_collection.collection_case.rules import StageLimits, priority_for, stage_for
from app.debt_collection.field_visit.model import FieldVisit, VisitStatus
from app.people.employee import Unit
from app.people.queries import working_employee
from app.security.acting import as_system, session_of
from app.servicing.events import ContractsBecameOverdue, ContractsCured, DayClosed
from app.shared.errors import InvalidInput
from app.shared.policy import policy_value, policy_values
from app.shared.text import msg

_CASE = CollectionCase.__table__
_FIGURES = ("days_past_due", "overdue_amount", "contract_count", "priority_score")
_AT_ONCE = 500
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
    limits, scale = stage_limits(session, on), _scale(session, on)
    collectors = Collectors(session) if arrears.keys() - cases.keys() else None
    _call_off_visits(session, [case.id for customer, case in cases.items() if customer not in arrears])
    for customer_id in sorted(customers):
        owed, case = arrears.get(customer_id), cases.get(customer_id)
        if owed is None:
            if case is not None:
                _close(case, on)
            continue
        if case is None and collectors is not None:
            case = CollectionCase(
                customer_id=customer_id,
                branch_id=owed.branch_id,
                owner_id=collectors.take_one(owed.branch_id),
                opened_on=on,
                stage=CaseStage.SOFT,
            )
            session.add(case)
        if case is not None:
            case.stage = CaseStage(_stage(case.stage, owed, limits))
            for name, value in _figures(owed, scale).items():
                setattr(case, name, value)
    session.flush()


def refresh_cases(session: Session, on: date) -> None:
    """Bring every open case up to date at the end of `on`.

    Most change by a day and an amount only: those are written in one go, as figures that nobody entered; a case that
    reaches another stage, or ends, is changed as a record of its own, which its history tells.
    """
    with as_system(session, "collection"):
        session.flush()
        arrears, limits, scale = arrears_of_open_cases(session), stage_limits(session, on), _scale(session, on)
        columns = (_CASE.c.id, _CASE.c.customer_id, _CASE.c.stage, *(_CASE.c[name] for name in _FIGURES))
        rows = session.connection().execute(select(*columns).where(_CASE.c.closed_on.is_(None))).all()
        moved: list[int] = []
        changed: list[dict[str, int]] = []
        for case_id, customer_id, stage, *figures in rows:
            owed = arrears.get(customer_id)
            if owed is None or _stage(stage, owed, limits) != stage:
                moved.append(customer_id)
            elif figures != list((now := _figures(owed, scale)).values()):
                changed.append({"key": case_id} | now)
        _write_figures(session, changed)
        for start in range(0, len(moved), _AT_ONCE):
            open_or_update(session, moved[start : start + _AT_ONCE], on)


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


def _scale(session: Session, on: date) -> int:
    return int(policy_value(session, "consumer_loan.customer_cap", on))


def _stage(stage: str, owed: Arrears, limits: StageLimits) -> str:
    return stage if stage == CaseStage.RECOVERY else stage_for(owed.days_past_due, limits)


def _figures(owed: Arrears, scale: int) -> dict[str, int]:
    values = (owed.days_past_due, owed.amount, owed.contracts, priority_for(owed.days_past_due, owed.amount, scale))
    return dict(zip(_FIGURES, values, strict=True))


def _write_figures(session: Session, changed: list[dict[str, int]]) -> None:
    if not changed:
        return
    values = {name: bindparam(name, type_=_CASE.c[name].type) for name in _FIGURES}
    session.connection().execute(update(_CASE).where(_CASE.c.id == bindparam("key")).values(values), changed)
    for row in list(session.identity_map.values()):
        if isinstance(row, CollectionCase):
            session.expire(row)


def _call_off_visits(session: Session, case_ids: list[int]) -> None:
    """Take back the visits that nobody has set out for yet: there is no debt left to visit for."""
    if not case_ids:
        return
    ahead = (VisitStatus.PLANNED, VisitStatus.APPROVED)
    query = select(FieldVisit).where(FieldVisit.collection_case_id.in_(case_ids), FieldVisit.status.in_(ahead))
    for visit in session.scalars(query):
        visit.status = VisitStatus.CALLED_OFF


def _close(case: CollectionCase, on: date) -> None:
    case.stage, case.closed_on, case.close_reason = CaseStage.CLOSED, on, CloseReason.CURED
    case.days_past_due = case.overdue_amount = case.contract_count = case.priority_score = 0
