"""One open lead a telephone or identity number, on both engines, told to the user beside the field."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.lowcode.screens.conflict import duplicate
from app.marketing.lead.model import Lead, LeadStatus
from app.people.branch import Branch
from app.security.roles import Role
from tests.factories.marketing import lead_facts, make_lead
from tests.factories.people import make_branch, make_employee, signed_in


@pytest.fixture
def office(session: Session) -> Branch:
    return make_branch(session)


@pytest.mark.parametrize(("field", "value"), [("phone", "+84961000021"), ("id_no", "079090222222")])
def test_is_refused_beside_the_field_though_the_first_is_hidden(
    session: Session, office: Branch, field: str, value: str
) -> None:
    anna, binh = (make_employee(session, Role.SALES, office) for _ in range(2))
    make_lead(session, office, owner_id=anna.id, full_name="Phạm Thị Kín", **{field: value})
    with signed_in(session, binh):
        session.add(Lead(**lead_facts(**{field: value})))
        with pytest.raises(IntegrityError) as refusal:
            session.flush()
    told = duplicate(refusal.value, Lead)
    assert list(told.fields) == [field]
    assert "Kín" not in str(told)


@pytest.mark.parametrize("status", [LeadStatus.LOST, LeadStatus.CONVERTED, LeadStatus.DUPLICATE])
def test_a_lead_that_has_ended_does_not_stand_in_the_way(session: Session, office: Branch, status: LeadStatus) -> None:
    make_lead(session, office, phone="+84961000022", status=status)
    assert make_lead(session, office, phone="+84961000022").id
