"""The demo lender looks like one: exact structure, and shares as near to those meant as few contracts let them be."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.debt_collection.promise_to_pay.model import PromiseStatus, PromiseToPay
from app.lowcode.catalog import all_entities
from app.lowcode.entity import Entity
from app.marketing.campaign.model import Campaign
from app.marketing.lead.model import Lead
from app.origination.application.model import Application, ApplicationStatus
from app.people.branch import Branch
from app.people.employee import Employee, Unit
from app.products.product.model import Product
from app.security.acting import as_system
from app.servicing.balance.model import ContractBalance
from app.servicing.contract.model import Contract, ContractStatus
from app.servicing.receipt.model import Receipt
from seed.demo.channels import CHANNELS
from seed.demo.delinquency import MIX
from seed.demo.loans import ACTIVE, AMOUNTS, GRADES, SETTLED, WRITTEN_OFF
from tests.seed.conftest import OPTIONS

_STAFF = {
    Unit.SALES: 20, Unit.TELESALES: 8, Unit.APPRAISAL: 6, Unit.RISK: 4, Unit.LEGAL: 2, Unit.FINANCE: 5,
    Unit.COLLECTION: 9, Unit.CARE: 4, Unit.MARKETING: 2, Unit.MANAGEMENT: 2, Unit.CONTROL: 3,
}  # fmt: skip
# What a lender has none of: nothing was imported, and no contract had to be parked at end of day.
_EMPTY = {"DataQualityIssue", "ImportBatch", "ImportFinding", "ImportedLoan", "ParkedContract"}


def shares(counts: Mapping[Any, float]) -> dict[Any, float]:
    """Return the shares in percent."""
    total = sum(counts.values())
    return {key: 100 * value / total for key, value in counts.items()}


def near(found: Mapping[Any, float], meant: Mapping[Any, float], tolerance: float) -> bool:
    """Tell whether every share is within so many points of the one meant."""
    return all(abs(found.get(key, 0) - share) <= tolerance for key, share in shares(meant).items())


def counted(session: Session, *columns: Any) -> dict[Any, int]:
    """Return value → number of rows."""
    rows: Iterable[Any] = session.execute(select(*columns, func.count()).group_by(*columns)).all()
    return {row[0] if len(columns) == 1 else tuple(row[:-1]): row[-1] for row in rows}


@pytest.fixture(autouse=True)
def unbounded(lender: Session):
    """Figures of the whole company."""
    with as_system(lender, "test"):
        yield


def test_offices_and_staff_are_exactly_those_meant(lender: Session) -> None:
    assert lender.scalar(select(func.count()).select_from(Branch)) == 8
    assert {
        unit: n for (unit, active), n in counted(lender, Employee.unit, Employee.active).items() if active
    } == _STAFF


def test_contracts_are_exactly_those_meant_for_the_size(lender: Session) -> None:
    query = select(Product.product_class, Contract.status, func.count()).join(
        Product, Product.id == Contract.product_id
    )
    found = Counter({(k, s): n for k, s, n in lender.execute(query.group_by(Product.product_class, Contract.status))})
    walked = 2  # paid out and confirmed today, on their way through the desks
    for kind, number in ACTIVE.items():
        more = walked if kind == "unsecured" else 0
        assert found[kind, ContractStatus.EFFECTIVE] - more == round(number * OPTIONS.size), kind
        assert found[kind, ContractStatus.SETTLED] == max(1, round(SETTLED[kind] * OPTIONS.size)), kind
        assert found[kind, ContractStatus.WRITTEN_OFF] == max(1, round(WRITTEN_OFF[kind] * OPTIONS.size)), kind


@pytest.mark.parametrize("kind", ["unsecured", "used_car"])
def test_principal_is_late_as_meant(lender: Session, kind: str) -> None:
    rows = lender.execute(
        select(ContractBalance.days_past_due, ContractBalance.principal)
        .join(Contract, Contract.id == ContractBalance.contract_id)
        .join(Product, Product.id == Contract.product_id)
        .where(Product.product_class == kind, Contract.status == ContractStatus.EFFECTIVE)
    ).all()
    total = sum(principal for _, principal in rows)
    late = {bound: sum(p for days, p in rows if bound[0] <= days <= bound[1]) for bound in MIX[kind]}
    # Few loans can only approach a share of one percent; what is late at all, and what is bad, comes nearer.
    one_loan = 100 * max(principal for _, principal in rows) / total
    for bound, share in MIX[kind].items():
        assert 100 * late[bound] / total == pytest.approx(share, abs=max(1.5, one_loan)), bound
    assert 100 * sum(late.values()) / total == pytest.approx(sum(MIX[kind].values()), abs=max(4.0, one_loan))


def test_principal_is_two_fifths_unsecured(lender: Session) -> None:
    query = (
        select(Product.product_class, func.sum(ContractBalance.principal))
        .join(Contract, Contract.id == ContractBalance.contract_id)
        .join(Product, Product.id == Contract.product_id)
        .group_by(Product.product_class)
    )
    assert shares(dict(lender.execute(query).all()))["unsecured"] == pytest.approx(40, abs=10)


def test_amounts_spread_over_the_bands(lender: Session) -> None:
    amounts = lender.scalars(
        select(Contract.amount)
        .join(Product, Product.id == Contract.product_id)
        .where(Product.product_class == "unsecured", Contract.effective_on.is_not(None))
    ).all()
    found = {band: sum(band[0] * 1e6 <= a < band[1] * 1e6 for a in amounts) for band in AMOUNTS["unsecured"]}
    assert near(shares(found), AMOUNTS["unsecured"], 2)


def test_leads_come_through_the_channels_by_their_shares(lender: Session) -> None:
    found = counted(lender, Lead.source)
    assert sum(found.values()) == pytest.approx(46_000 * OPTIONS.size, rel=0.03)
    assert near(shares(found), {channel: facts.share for channel, facts in CHANNELS.items()}, 2.5)


def test_of_a_hundred_requests_forty_are_paid_out(lender: Session) -> None:
    found = counted(lender, Application.status)
    ended = (
        ApplicationStatus.DISBURSED,
        ApplicationStatus.REJECTED,
        ApplicationStatus.CANCELLED,
        ApplicationStatus.EXPIRED,
    )
    assert shares({s: found[s] for s in ended})[ApplicationStatus.DISBURSED] == pytest.approx(40, abs=2)
    grades = lender.execute(
        select(Application.grade, func.count())
        .where(Application.status == ApplicationStatus.DISBURSED)
        .group_by(Application.grade)
    )
    assert near(shares(dict(grades.all())), GRADES, 5)


def test_promises_are_kept_by_those_who_paid(lender: Session) -> None:
    found = counted(lender, PromiseToPay.status)
    settled = {s: found.get(s, 0) for s in (PromiseStatus.KEPT, PromiseStatus.PARTIAL, PromiseStatus.BROKEN)}
    assert shares(settled)[PromiseStatus.KEPT] == pytest.approx(62, abs=22)


def test_about_ninety_campaigns_and_no_money_of_tomorrow(lender: Session) -> None:
    assert 85 <= lender.scalar(select(func.count()).select_from(Campaign)) <= 96
    assert lender.scalar(select(func.max(Receipt.value_on))) <= OPTIONS.as_of


@pytest.mark.parametrize("entity", all_entities(), ids=lambda entity: entity.name)
def test_every_list_has_something_to_show(lender: Session, entity: Entity) -> None:
    number = lender.scalar(select(func.count()).select_from(entity.model))
    assert (number == 0) is (entity.name in _EMPTY)
