"""A lead from the pool to a customer, by the roles that may, and each refusal on the way."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.lowcode.perform import perform
from app.marketing.campaign.model import Channel
from app.marketing.lead import operations
from app.marketing.lead.model import Lead, LeadStatus
from app.marketing.opportunity.model import Opportunity
from app.parties.customer.model import Customer
from app.people.employee import Employee
from app.security.acting import as_system, current
from app.security.roles import Role
from app.shared.errors import Conflict, Denied, InvalidInput, NotFound
from app.shared.field import choice_labels
from tests.factories.marketing import lead_facts, make_campaign, make_lead
from tests.factories.parties import make_customer
from tests.factories.people import make_branch, make_employee, signed_in
from tests.factories.products import make_product


class Office:
    """A branch with a team lead, two of their sales people, and a stranger in another branch."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.head = make_branch(session, name="Hội sở")
        self.branch = make_branch(session, parent_id=self.head.id)
        self.lead = make_employee(session, Role.TEAM_LEAD, self.branch)
        self.anna = make_employee(session, Role.SALES, self.branch, manager_id=self.lead.id)
        self.binh = make_employee(session, Role.SALES, self.branch, manager_id=self.lead.id)
        self.stranger = make_employee(session, Role.SALES, make_branch(session, parent_id=self.head.id))
        self.product = make_product(session)

    def do(self, who: Employee, key: int, name: str, **more: object) -> object:
        with signed_in(self.session, who):
            return perform(self.session, Lead, name, key, **more)  # type: ignore[arg-type]

    def state(self, key: int) -> LeadStatus:
        with as_system(self.session, "test"):
            return self.session.scalars(select(Lead.status).where(Lead.id == key)).one()


@pytest.fixture
def office(session: Session) -> Office:
    return Office(session)


def received(office: Office, **facts: object) -> int:
    own = lead_facts(**facts)
    return operations.receive(office.session, branch_id=office.branch.id, **own).id


class TestReceive:
    def test_waits_in_the_pool_of_the_head_of_sales(self, office: Office) -> None:
        key = received(office)
        with as_system(office.session, "test"):
            lead = office.session.get_one(Lead, key)
            assert (lead.status, lead.owner_id) == (LeadStatus.NEW, office.lead.id)

    def test_keeps_a_second_one_of_the_same_person_as_duplicate(self, office: Office) -> None:
        campaign = make_campaign(office.session, office.head)
        first = received(office, phone="0961 000 001")
        second = received(office, phone="+84 961 000 001", source=Channel.ZALO, campaign_id=campaign.id)
        assert office.state(second) is LeadStatus.DUPLICATE
        with as_system(office.session, "test"):
            touches = office.session.get_one(Lead, first).touches
        assert [(t["channel"], t["campaign_id"]) for t in touches] == [("facebook", None), ("zalo", campaign.id)]

    def test_respects_who_asked_not_to_be_called(self, office: Office) -> None:
        make_customer(office.session, office.branch, phone="+84961000002", do_not_call=True)
        assert office.state(received(office, phone="0961000002")) is LeadStatus.DNC

    def test_takes_the_person_again_once_the_former_lead_has_ended(self, office: Office) -> None:
        make_lead(office.session, office.branch, phone="+84961000003", status=LeadStatus.LOST)
        assert office.state(received(office, phone="0961000003")) is LeadStatus.NEW


class TestWork:
    def test_goes_from_pool_to_customer_and_opportunity(self, office: Office) -> None:
        key = received(office, need_product_id=office.product.id, need_amount=30_000_000)
        office.do(office.lead, key, "assign", inputs={"employee_id": office.anna.id})
        office.do(office.anna, key, "start_contact")
        office.do(office.anna, key, "note_result", inputs={"result": "no_answer"})
        assert office.state(key) is LeadStatus.CONTACTING
        office.do(office.anna, key, "note_result", inputs={"result": "interested"})
        office.do(office.anna, key, "qualify")
        made = {"born_on": date(1990, 3, 1), "id_no": "079090123456", "expected_close_on": date(2026, 12, 20)}
        office.do(office.anna, key, "convert", inputs=made)
        with signed_in(office.session, office.anna):
            lead = office.session.scalars(select(Lead)).one()
            opportunity = office.session.scalars(select(Opportunity)).one()
            assert (lead.status, lead.first_contact_at is not None) == (LeadStatus.CONVERTED, True)
            assert opportunity.customer_id == lead.customer_id
            assert opportunity.amount == 30_000_000
            customer = office.session.scalars(select(Customer)).one()
            assert customer.id_no == "079090123456"
            assert customer.acquisition_source == choice_labels(Channel)[lead.source]

    def test_own_lead_is_taken_on_by_whoever_brought_it(self, office: Office) -> None:
        with signed_in(office.session, office.anna):
            lead = Lead(**lead_facts())
            office.session.add(lead)
            office.session.flush()
            perform(office.session, Lead, "take", lead.id)
        assert office.state(lead.id) is LeadStatus.ASSIGNED

    def test_sales_may_not_assign(self, office: Office) -> None:
        key = make_lead(office.session, office.branch, owner_id=office.anna.id).id
        with pytest.raises(Denied):
            office.do(office.anna, key, "assign", inputs={"employee_id": office.anna.id})

    def test_is_assigned_only_within_the_team(self, office: Office) -> None:
        key = received(office)
        with pytest.raises(InvalidInput) as refusal:
            office.do(office.lead, key, "assign", inputs={"employee_id": office.stranger.id})
        assert "employee_id" in refusal.value.fields

    def test_a_colleague_does_not_reach_it(self, office: Office) -> None:
        key = received(office)
        office.do(office.lead, key, "assign", inputs={"employee_id": office.anna.id})
        with pytest.raises(NotFound):
            office.do(office.binh, key, "start_contact")

    def test_is_not_converted_before_it_is_qualified(self, office: Office) -> None:
        key = make_lead(office.session, office.branch, owner_id=office.anna.id, status=LeadStatus.CONTACTED).id
        with pytest.raises(Conflict):
            office.do(office.anna, key, "convert", inputs={"expected_close_on": date(2026, 12, 20)})

    def test_is_not_qualified_while_nobody_knows_the_need(self, office: Office) -> None:
        key = make_lead(office.session, office.branch, owner_id=office.anna.id, status=LeadStatus.CONTACTED).id
        with pytest.raises(Conflict):
            office.do(office.anna, key, "qualify")

    def test_an_unknown_result_is_refused(self, office: Office) -> None:
        key = make_lead(office.session, office.branch, owner_id=office.anna.id, status=LeadStatus.CONTACTING).id
        with pytest.raises(InvalidInput):
            office.do(office.anna, key, "note_result", inputs={"result": "telepathy"})


class TestConvert:
    @pytest.fixture
    def key(self, office: Office) -> int:
        need = {"need_product_id": office.product.id, "need_amount": 30_000_000, "status": LeadStatus.QUALIFIED}
        return make_lead(office.session, office.branch, owner_id=office.anna.id, **need).id

    def test_finds_the_customer_whom_one_has_already(self, office: Office, key: int) -> None:
        known = make_customer(office.session, office.branch, owner_id=office.anna.id, id_no="079090111111")
        made = {"id_no": "079090111111", "expected_close_on": date(2026, 12, 20)}
        office.do(office.anna, key, "convert", inputs=made)
        with as_system(office.session, "test"):
            assert office.session.scalars(select(Opportunity.customer_id)).one() == known.id
            assert office.session.scalar(select(func.count(Customer.id))) == 1

    def test_does_not_open_the_customer_of_a_colleague(self, office: Office, key: int) -> None:
        make_customer(office.session, office.branch, owner_id=office.binh.id, id_no="079090111112")
        made = {"id_no": "079090111112", "expected_close_on": date(2026, 12, 20)}
        with pytest.raises(Conflict):
            office.do(office.anna, key, "convert", inputs=made)

    def test_needs_the_identity_of_a_new_customer(self, office: Office, key: int) -> None:
        with pytest.raises(InvalidInput):
            office.do(office.anna, key, "convert", inputs={"expected_close_on": date(2026, 12, 20)})


class TestRights:
    def test_marketing_counts_leads_without_seeing_who_they_are(self, office: Office) -> None:
        received(office)
        marketer = make_employee(office.session, Role.MARKETING, office.head)
        with signed_in(office.session, marketer):
            assert office.session.scalar(select(func.count(Lead.id))) == 1
            assert {"full_name", "phone", "id_no"} <= current(office.session).hidden_fields(Lead)

    def test_two_open_leads_of_one_person_are_refused_by_the_database(self, office: Office) -> None:
        make_lead(office.session, office.branch, phone="+84961000009")
        with pytest.raises(IntegrityError):
            make_lead(office.session, office.branch, phone="+84961000009")
