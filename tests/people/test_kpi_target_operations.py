"""Targets are set by one manager, approved by another when their weights make 100 %, and seen by whom they concern."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.lowcode.perform import perform
from app.people.branch import Branch
from app.people.employee import Employee, Unit
from app.people.kpi_target.model import KpiMetric, KpiTarget, TargetStatus
from app.security.roles import Role
from app.shared.errors import Conflict, Denied, InvalidInput
from tests.factories.people import make_branch, make_employee, signed_in


@pytest.fixture
def office(session: Session) -> Branch:
    return make_branch(session)


@pytest.fixture
def manager(session: Session, office: Branch) -> Employee:
    return make_employee(session, Role.MANAGER, office)


def set_target(session: Session, manager: Employee, weight: int, **facts: Any) -> KpiTarget:
    own = {"period": "2026-Q4", "metric": KpiMetric.NEW_CUSTOMERS, "target_whole": 20}
    with signed_in(session, manager):
        target = KpiTarget(weight_percent=Decimal(weight), **(own | facts))
        session.add(target)
        session.flush()
    return target


def test_are_approved_together_at_100_percent(session: Session, office: Branch, manager: Employee) -> None:
    seller, second = make_employee(session, Role.SALES, office), make_employee(session, Role.MANAGER, office)
    first = set_target(session, manager, 60, employee_id=seller.id)
    with signed_in(session, second), pytest.raises(Conflict, match="100"):
        perform(session, KpiTarget, "approve", first.id)
    rate = {"metric": KpiMetric.OVERDUE_RATE, "target_whole": None, "target_rate": Decimal(4)}
    set_target(session, manager, 40, employee_id=seller.id, **rate)
    set_target(session, manager, 70, unit=Unit.SALES)
    with signed_in(session, second):
        perform(session, KpiTarget, "approve", first.id)
        approved = select(KpiTarget.weight_percent).where(KpiTarget.status == TargetStatus.APPROVED)
        assert set(session.scalars(approved)) == {Decimal(60), Decimal(40)}


def test_are_not_approved_by_who_set_one_of_them(session: Session, office: Branch, manager: Employee) -> None:
    second, third = (make_employee(session, Role.MANAGER, office) for _ in range(2))
    first = set_target(session, manager, 60, unit=Unit.SALES)
    other = {"metric": KpiMetric.OVERDUE_RATE, "target_whole": None, "target_rate": Decimal(4)}
    set_target(session, second, 40, unit=Unit.SALES, **other)
    for author in (manager, second):
        with signed_in(session, author), pytest.raises(Denied, match="Another person"):
            perform(session, KpiTarget, "approve", first.id)
    with signed_in(session, third):
        perform(session, KpiTarget, "approve", first.id)
    assert first.status is TargetStatus.APPROVED


def test_are_not_approved_by_who_changed_one(session: Session, office: Branch, manager: Employee) -> None:
    second = make_employee(session, Role.MANAGER, office)
    target = set_target(session, manager, 100, unit=Unit.SALES)
    with signed_in(session, second):
        target.target_whole = 1
        session.flush()
        with pytest.raises(Denied, match="Another person"):
            perform(session, KpiTarget, "approve", target.id)


def test_one_sees_only_ones_own(session: Session, office: Branch, manager: Employee) -> None:
    anna, binh = (make_employee(session, Role.SALES, office) for _ in range(2))
    for seller in (anna, binh):
        set_target(session, manager, 100, employee_id=seller.id)
    with signed_in(session, anna):
        assert session.scalars(select(KpiTarget.employee_id)).all() == [anna.id]


def test_sales_sets_no_target(session: Session, office: Branch) -> None:
    seller = make_employee(session, Role.SALES, office)
    with pytest.raises(Denied):
        set_target(session, seller, 100, employee_id=seller.id)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"unit": Unit.SALES, "period": "2026-Q5"},
        {"unit": Unit.SALES, "period": "2026-13"},
        {"unit": Unit.SALES, "target_rate": Decimal(4)},
        {"unit": Unit.SALES, "metric": KpiMetric.OVERDUE_RATE},
    ],
)
def test_a_contradictory_target_is_refused(session: Session, manager: Employee, facts: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        set_target(session, manager, 100, **facts)
