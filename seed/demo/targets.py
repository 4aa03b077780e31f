"""What sellers, departments, collectors and care are to reach: a little more than they did over the last year."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.people.employee import Unit
from app.people.kpi_target.model import KpiMetric, KpiTarget, TargetStatus
from app.security.roles import Role
from app.shared.months import add_months
from seed.demo.requests import Request
from seed.demo.world import Person, World, instant

_MORE = 1.05
_STEP = 5_000_000
_MONTHS = 4
Target = tuple[KpiMetric, int, int | None, str | None]
_CARING: tuple[Target, ...] = (
    (KpiMetric.SATISFACTION, 60, None, "4.3"),
    (KpiMetric.TIMELINESS, 40, None, "95"),
)

# Of what falls overdue: reminders bring a good part of it in, a visit to who has not paid for months very little.
_COLLECTING: dict[Role, tuple[Target, ...]] = {
    Role.COLLECTOR: ((KpiMetric.COLLECTION_EFFICIENCY, 100, None, "30"),),
    Role.FIELD_COLLECTOR: ((KpiMetric.COLLECTION_EFFICIENCY, 100, None, "5"),),
}


@dataclass
class Sold:
    """Loans and dong of a year."""

    loans: int = 0
    amount: int = 0


def collect(world: World, asked: list[Request], posts: dict[str, list[Person]]) -> None:
    """Collect approved targets of the last months and of two quarters."""
    by_seller: dict[int, Sold] = defaultdict(Sold)
    by_department: dict[tuple[int, Unit], Sold] = defaultdict(Sold)
    for request in asked:
        if request.loan is not None and request.loan.paid_out_on > world.as_of - timedelta(days=365):
            seller = request.seller
            for sold in (by_seller[seller.id], by_department[seller.branch_id, seller.unit]):
                sold.loans, sold.amount = sold.loans + 1, sold.amount + request.loan.amount
    for period, first, months in _periods(world.as_of):
        made = {"created_at": instant(add_months(first, -1).replace(day=25)), "period": period}
        for person in world.people(Role.SALES):
            _add(world, posts, _selling(by_seller[person.id], months), person.branch_id, employee_id=person.id, **made)
        for (branch_id, unit), sold in sorted(by_department.items()):
            _add(world, posts, _department(sold, months), branch_id, unit=unit, **made)
        for person in world.people(*_COLLECTING):
            _add(world, posts, _COLLECTING[person.role], person.branch_id, employee_id=person.id, **made)
        for person in posts["care"]:
            _add(world, posts, _CARING, person.branch_id, employee_id=person.id, **made)


def _periods(as_of: date) -> Iterator[tuple[str, date, int]]:
    """Yield (name, first day, months) of the last months and of this quarter and the one before."""
    month = as_of.replace(day=1)
    for back in range(_MONTHS):
        first = add_months(month, -back)
        yield f"{first:%Y-%m}", first, 1
    quarter = add_months(month, -((month.month - 1) % 3))
    for first in (quarter, add_months(quarter, -3)):
        yield f"{first.year}-Q{(first.month + 2) // 3}", first, 3


def _selling(sold: Sold, months: int) -> tuple[Target, ...]:
    return (
        (KpiMetric.NEW_CUSTOMERS, 40, max(1, round(sold.loans / 12 * months * _MORE)), None),
        (KpiMetric.DISBURSED_AMOUNT, 40, max(2, round(sold.amount / 12 * months * _MORE / _STEP)) * _STEP, None),
        (KpiMetric.OVERDUE_RATE, 20, None, "6"),
    )


def _department(sold: Sold, months: int) -> tuple[Target, ...]:
    count, amount, _ = _selling(sold, months)
    return (
        (KpiMetric.NEW_CUSTOMERS, 30, count[2], None),
        (KpiMetric.DISBURSED_AMOUNT, 30, amount[2], None),
        (KpiMetric.OVERDUE_RATE, 25, None, "6"),
        (KpiMetric.BAD_DEBT_RATE, 15, None, "3"),
    )


def _add(
    world: World, posts: dict[str, list[Person]], targets: tuple[Target, ...], branch_id: int, **facts: Any
) -> None:
    manager = posts["deputy"][0]
    for metric, weight, whole, rate in targets:
        world.bulk.add(
            KpiTarget,
            by=manager.user_id,
            branch_id=branch_id,
            owner_id=manager.id,
            metric=metric,
            weight_percent=Decimal(weight),
            target_whole=whole,
            target_rate=Decimal(rate) if rate else None,
            status=TargetStatus.APPROVED,
            **facts,
        )
