"""A consent has one subject and one purpose, counts while given, and ends for good when withdrawn."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.lowcode.perform import perform
from app.parties.consent.model import Consent, ConsentPurpose, ConsentStatus
from app.parties.consent.operations import ConsentWithdrawn
from app.parties.consent.queries import missing_consents
from app.people.branch import Branch
from app.security.acting import as_system
from app.security.roles import Role
from app.shared import events
from app.shared.errors import Conflict, Denied, InvalidInput
from tests.factories.marketing import make_lead
from tests.factories.parties import consent_facts, make_consent, make_customer
from tests.factories.people import make_branch, make_employee, signed_in
from tests.factories.uploads import kept_file

NEEDED = (ConsentPurpose.CREDIT_SCORING, ConsentPurpose.CREDIT_BUREAU)


@pytest.fixture
def office(session: Session) -> Branch:
    return make_branch(session)


def test_covers_its_purpose_until_withdrawn(session: Session, office: Branch) -> None:
    customer = make_customer(session, office)
    scoring = make_consent(session, customer_id=customer.id)
    care = make_employee(session, Role.CARE, office)

    def missing() -> frozenset[ConsentPurpose]:
        with as_system(session, "test"):
            return missing_consents(session, customer.id, NEEDED)

    assert missing() == {ConsentPurpose.CREDIT_BUREAU}
    with signed_in(session, care):
        perform(session, Consent, "withdraw", scoring.id)
        assert scoring.withdrawn_at is not None
    assert missing() == set(NEEDED)
    with signed_in(session, care), pytest.raises(Conflict):
        perform(session, Consent, "withdraw", scoring.id)


def test_withdrawal_tells_whatever_rests_on_it(
    session: Session, office: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setitem(events._handlers, ConsentWithdrawn, [lambda event: told.append(event.consent.id)])
    consent = make_consent(session, customer_id=make_customer(session, office).id)
    with signed_in(session, make_employee(session, Role.DATA_STEWARD, office)):
        perform(session, Consent, "withdraw", consent.id)
    assert told == [consent.id]


def test_sales_records_the_consent_of_their_own_lead_only(session: Session, office: Branch) -> None:
    anna, binh = (make_employee(session, Role.SALES, office) for _ in range(2))
    lead = make_lead(session, office, owner_id=anna.id)
    with signed_in(session, binh):
        session.add(Consent(lead_id=lead.id, evidence_id=kept_file(session), **consent_facts()))
        with pytest.raises(InvalidInput):
            session.flush()
        session.expunge_all()
    with signed_in(session, anna):
        session.add(Consent(lead_id=lead.id, evidence_id=kept_file(session), **consent_facts()))
        session.flush()
        assert session.scalars(select(Consent.status)).one() is ConsentStatus.GIVEN


def test_sales_does_not_withdraw(session: Session, office: Branch) -> None:
    anna = make_employee(session, Role.SALES, office)
    consent = make_consent(session, customer_id=make_customer(session, office, owner_id=anna.id).id)
    with signed_in(session, anna), pytest.raises(Denied):
        perform(session, Consent, "withdraw", consent.id)


def test_has_exactly_one_subject(session: Session, office: Branch) -> None:
    customer, lead = make_customer(session, office), make_lead(session, office)
    for subject in ({}, {"customer_id": customer.id, "lead_id": lead.id}):
        with pytest.raises(InvalidInput):
            make_consent(session, **subject)
        session.expunge_all()
