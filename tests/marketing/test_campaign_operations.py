"""A campaign from draft to confirmed costs, and who may not take which step."""

from datetime import date

import pytest
from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.lowcode.perform import perform
from app.marketing.campaign.model import Campaign, CampaignStatus
from app.marketing.campaign_cost import CampaignCost
from app.people.authority_limit.model import Authority
from app.people.employee import Employee
from app.security.acting import as_system
from app.security.roles import Role
from app.shared.errors import Conflict, Denied, InvalidInput, NotFound
from tests.factories.marketing import campaign_facts, make_campaign, make_campaign_cost
from tests.factories.people import make_branch, make_employee, make_limit, signed_in


class HeadOffice:
    """Marketing, management and finance under one roof."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.branch = make_branch(session)
        self.marketer = make_employee(session, Role.MARKETING, self.branch)
        self.manager = make_employee(session, Role.MANAGER, self.branch)
        self.accountant = make_employee(session, Role.ACCOUNTANT, self.branch)

    def do(self, who: Employee, key: int, *names: str, **more: str) -> None:
        with signed_in(self.session, who):
            for name in names:
                perform(self.session, Campaign, name, key, **more)

    def state(self, key: int) -> CampaignStatus:
        with as_system(self.session, "test"):
            return self.session.scalars(select(Campaign.status).where(Campaign.id == key)).one()


@pytest.fixture
def office(session: Session) -> HeadOffice:
    return HeadOffice(session)


class TestApprove:
    @pytest.fixture
    def key(self, office: HeadOffice) -> int:
        with signed_in(office.session, office.marketer):
            campaign = Campaign(**campaign_facts(budget=120_000_000))
            office.session.add(campaign)
            office.session.flush()
            perform(office.session, Campaign, "submit", campaign.id)
        return campaign.id

    def test_within_the_limit(self, office: HeadOffice, key: int) -> None:
        make_limit(office.session, office.manager, Authority.BUDGET, 120_000_000)
        office.do(office.manager, key, "approve")
        assert office.state(key) is CampaignStatus.APPROVED

    def test_above_the_limit_is_refused(self, office: HeadOffice, key: int) -> None:
        make_limit(office.session, office.manager, Authority.BUDGET, 119_999_999)
        with pytest.raises(Denied, match="limit"):
            office.do(office.manager, key, "approve")

    def test_without_a_limit_is_refused(self, office: HeadOffice, key: int) -> None:
        with pytest.raises(Denied, match="limit"):
            office.do(office.manager, key, "approve")

    def test_by_marketing_is_refused(self, office: HeadOffice, key: int) -> None:
        with pytest.raises(Denied):
            office.do(office.marketer, key, "approve")

    def test_by_whoever_submitted_is_refused_whatever_their_roles(self, office: HeadOffice, key: int) -> None:
        make_limit(office.session, office.marketer, Authority.BUDGET, None)
        user = office.session.get_one(User, office.marketer.user_id)
        user.roles += office.session.scalars(select(RoleRow).where(RoleRow.name == Role.MANAGER)).all()
        with pytest.raises(Denied, match="Another person"):
            office.do(office.marketer, key, "approve")

    def test_rejection_needs_a_reason_and_leads_back_to_draft(self, office: HeadOffice, key: int) -> None:
        with pytest.raises(InvalidInput):
            office.do(office.manager, key, "reject")
        office.do(office.manager, key, "reject", reason="Ngân sách quá cao")
        assert office.state(key) is CampaignStatus.DRAFT


class TestRunAndClose:
    def test_runs_pauses_and_ends(self, office: HeadOffice) -> None:
        key = make_campaign(office.session, office.branch, status=CampaignStatus.APPROVED).id
        office.do(office.marketer, key, "start", "pause", "resume", "end")
        assert office.state(key) is CampaignStatus.ENDED

    def test_does_not_start_unapproved(self, office: HeadOffice) -> None:
        key = make_campaign(office.session, office.branch).id
        with pytest.raises(Conflict):
            office.do(office.marketer, key, "start")

    def test_closes_only_after_finance_confirmed_the_costs(self, office: HeadOffice) -> None:
        key = make_campaign(office.session, office.branch, status=CampaignStatus.ENDED).id
        with pytest.raises(Conflict, match="Finance"):
            office.do(office.marketer, key, "close")
        office.do(office.accountant, key, "confirm_costs")
        office.do(office.marketer, key, "close")
        assert office.state(key) is CampaignStatus.CLOSED

    def test_whoever_entered_a_cost_does_not_confirm_it(self, office: HeadOffice) -> None:
        campaign = make_campaign(office.session, office.branch, status=CampaignStatus.ENDED)
        with signed_in(office.session, office.accountant):
            make_campaign_cost(office.session, campaign)
        with pytest.raises(Denied, match="entered a cost"):
            office.do(office.accountant, campaign.id, "confirm_costs")

    def test_an_approved_budget_is_not_edited(self, office: HeadOffice) -> None:
        campaign = make_campaign(office.session, office.branch, status=CampaignStatus.APPROVED)
        with signed_in(office.session, office.marketer):
            campaign.budget = 900_000_000
            with pytest.raises(Conflict):
                office.session.flush()


class TestCosts:
    def cost(self, campaign: Campaign) -> CampaignCost:
        facts = {"incurred_on": date(2026, 10, 15), "amount": 10_000_000, "note": "Quảng cáo tháng 10"}
        return CampaignCost(campaign_id=campaign.id, **facts)

    def test_are_entered_by_marketing(self, office: HeadOffice) -> None:
        campaign = make_campaign(office.session, office.branch, status=CampaignStatus.RUNNING)
        with signed_in(office.session, office.marketer):
            cost = self.cost(campaign)
            office.session.add(cost)
            office.session.flush()
            assert cost.code.startswith("CCO-")

    def test_are_refused_once_confirmed(self, office: HeadOffice) -> None:
        campaign = make_campaign(office.session, office.branch, status=CampaignStatus.ENDED)
        office.do(office.accountant, campaign.id, "confirm_costs")
        with signed_in(office.session, office.marketer):
            office.session.add(self.cost(campaign))
            with pytest.raises(InvalidInput, match="confirmed"):
                office.session.flush()

    def test_are_not_seen_by_an_appraiser(self, office: HeadOffice) -> None:
        campaign = make_campaign(office.session, office.branch)
        appraiser = make_employee(office.session, Role.APPRAISER, office.branch)
        make_campaign_cost(office.session, campaign)
        with signed_in(office.session, appraiser):
            assert office.session.scalars(select(CampaignCost)).all() == []
            with pytest.raises((Denied, NotFound)):
                perform(office.session, Campaign, "submit", campaign.id)
