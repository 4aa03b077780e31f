"""A limit counts once a second person has put it in force, on its days and for its products."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.lowcode.perform import perform
from app.people.authority_limit.model import Authority, AuthorityLimit, LimitStatus
from app.people.authority_limit.queries import limit_of, require_limit
from app.people.branch import Branch
from app.people.employee import Employee
from app.security.acting import as_system
from app.security.roles import Role
from app.shared.errors import Denied, InvalidInput
from app.shared.product_class import ProductClass
from tests.factories.people import make_branch, make_employee, make_limit, signed_in

DAY = date(2026, 11, 20)


@pytest.fixture
def office(session: Session) -> Branch:
    return make_branch(session)


@pytest.fixture
def approver(session: Session, office: Branch) -> Employee:
    return make_employee(session, Role.MANAGER, office)


def asked(session: Session, who: Employee, product_class: ProductClass | None = None, on: date = DAY) -> int | None:
    with as_system(session, "test"):
        limit = limit_of(session, who.id, Authority.APPROVER, product_class, on)
        return limit.amount if limit else None


class TestLimitOf:
    def test_is_the_widest_for_the_class(self, session: Session, approver: Employee) -> None:
        make_limit(session, approver, Authority.APPROVER, 30_000_000)
        make_limit(session, approver, Authority.APPROVER, 400_000_000, product_class=ProductClass.USED_CAR)
        assert asked(session, approver, ProductClass.UNSECURED) == 30_000_000
        assert asked(session, approver, ProductClass.USED_CAR) == 400_000_000
        assert asked(session, approver) == 30_000_000

    @pytest.mark.parametrize(
        "facts",
        [
            {"valid_from": date(2026, 11, 21)},
            {"valid_to": date(2026, 11, 19)},
            {"status": LimitStatus.DRAFT},
            {"status": LimitStatus.REVOKED},
        ],
    )
    def test_is_none_when_not_in_force(self, session: Session, approver: Employee, facts: dict) -> None:
        make_limit(session, approver, Authority.APPROVER, 30_000_000, **facts)
        assert asked(session, approver) is None

    def test_of_another_capacity_does_not_count(self, session: Session, approver: Employee) -> None:
        make_limit(session, approver, Authority.BUDGET, 30_000_000)
        assert asked(session, approver) is None

    def test_require_refuses_one_unit_above(self, session: Session, approver: Employee) -> None:
        make_limit(session, approver, Authority.APPROVER, 30_000_000)
        with as_system(session, "test"):
            require_limit(session, approver.id, Authority.APPROVER, 30_000_000, DAY)
            with pytest.raises(Denied):
                require_limit(session, approver.id, Authority.APPROVER, 30_000_001, DAY)


class TestApprove:
    def drafted(self, session: Session, by: Employee, to: Employee) -> int:
        with signed_in(session, by):
            facts = {"role": Authority.APPROVER, "amount": 30_000_000, "valid_from": date(2026, 1, 1)}
            limit = AuthorityLimit(employee_id=to.id, **facts)
            session.add(limit)
            session.flush()
        return limit.id

    def test_by_management(self, session: Session, office: Branch, approver: Employee) -> None:
        administrator = make_employee(session, Role.ADMINISTRATOR, office)
        other = make_employee(session, Role.MANAGER, office)
        key = self.drafted(session, administrator, approver)
        with signed_in(session, other):
            perform(session, AuthorityLimit, "approve", key)
            assert session.scalars(select(AuthorityLimit.status)).one() is LimitStatus.IN_FORCE

    def test_by_the_drafter_is_refused(self, session: Session, office: Branch, approver: Employee) -> None:
        administrator = make_employee(session, Role.ADMINISTRATOR, office)
        key = self.drafted(session, administrator, approver)
        with signed_in(session, administrator), pytest.raises(Denied):
            perform(session, AuthorityLimit, "approve", key)

    def test_of_oneself_is_refused(self, session: Session, office: Branch, approver: Employee) -> None:
        key = self.drafted(session, make_employee(session, Role.ADMINISTRATOR, office), approver)
        with signed_in(session, approver), pytest.raises(Denied, match="own limit"):
            perform(session, AuthorityLimit, "approve", key)

    def test_is_not_drafted_by_management(self, session: Session, approver: Employee) -> None:
        with pytest.raises(Denied):
            self.drafted(session, approver, approver)

    def test_dates_must_be_a_stretch(self, session: Session, approver: Employee) -> None:
        with pytest.raises(InvalidInput):
            make_limit(session, approver, Authority.APPROVER, 1, valid_from=DAY, valid_to=date(2026, 11, 1))
