"""Partners: no debt collectors among them, suspended and ended by management only."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.lowcode.perform import perform
from app.parties.partner.model import Partner, PartnerKind, PartnerStatus
from app.people.branch import Branch
from app.security.roles import Role
from app.shared.errors import Conflict, Denied, InvalidInput
from tests.factories.parties import make_partner
from tests.factories.people import make_branch, make_employee, signed_in


@pytest.fixture
def office(session: Session) -> Branch:
    return make_branch(session)


def test_no_kind_of_partner_collects_debt() -> None:
    assert not [kind for kind in PartnerKind if "collect" in kind or "debt" in kind]


def test_management_suspends_resumes_and_ends(session: Session, office: Branch) -> None:
    partner = make_partner(session, office)
    with signed_in(session, make_employee(session, Role.MANAGER, office)):
        with pytest.raises(InvalidInput):
            perform(session, Partner, "suspend", partner.id)
        perform(session, Partner, "suspend", partner.id, reason="Tỷ lệ trễ hạn kỳ đầu cao")
        perform(session, Partner, "resume", partner.id)
        perform(session, Partner, "end", partner.id, reason="Hết hợp đồng")
        assert partner.status is PartnerStatus.ENDED
        with pytest.raises(Conflict):
            perform(session, Partner, "resume", partner.id)


def test_sales_does_not_suspend(session: Session, office: Branch) -> None:
    partner = make_partner(session, office)
    with signed_in(session, make_employee(session, Role.SALES, office)), pytest.raises(Denied):
        perform(session, Partner, "suspend", partner.id, reason="x")


@pytest.mark.parametrize(
    "facts",
    [
        {"tax_code": "12345"},
        {"commission_percent": Decimal("1.5"), "commission_amount": 1_000_000},
        {"commission_percent": Decimal(21)},
        {"kind": "collection_agency"},
    ],
)
def test_a_wrong_partner_is_refused(session: Session, office: Branch, facts: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        make_partner(session, office, **facts)
