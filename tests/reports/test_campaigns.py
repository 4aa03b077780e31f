"""Campaign return: the worked example in the formulas, and a small campaign in the database, on both engines."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.marketing.campaign.model import Campaign, CampaignStatus, Channel
from app.marketing.campaign_cost import CampaignCost
from app.marketing.lead.model import Lead, LeadStatus
from app.marketing.opportunity.model import Opportunity, Stage
from app.reports import catalog
from app.reports.drill import records_behind
from app.reports.filters import Filters, Period
from app.reports.result import Query
from app.reports.runner import run
from app.shared.product_class import ProductClass
from tests.reports.book import MOMENT, Book, book
from tests.reports.office import Office, keys_of

MILLION = 1_000_000
QUARTER = Filters(Period(date(2026, 1, 1), date(2026, 3, 31)))
E15 = {
    "campaign_cost": 120 * MILLION,
    "leads": 1600,
    "qualified_leads": 420,
    "disbursed_leads": 80,
    "lead_disbursed_amount": 2560 * MILLION,
    "campaign_income": 612 * MILLION,
    "funding_cost": 118 * MILLION,
    "expected_loss": 205 * MILLION,
    "variable_cost": 64 * MILLION,
}


class TestWorkedExample:
    @pytest.mark.parametrize(
        ("slug", "expected"),
        [
            ("cost_per_lead", "75000"),
            ("cost_per_qualified_lead", "285714"),
            ("acquisition_cost", "1500000"),
            ("lead_to_loan", "5.0000"),
            ("cost_share_of_lending", "4.6875"),
            ("contribution", str(225 * MILLION)),
            ("roi", "87.5000"),
            ("roas", "5.1000"),
        ],
    )
    def test_figures_of_the_example(self, slug, expected):
        figures = dict(E15)
        for computed in catalog.computed_in_order((slug,)):
            if computed.slug not in figures:
                figures[computed.slug] = computed.value({name: figures[name] for name in computed.of}, {})
        assert str(figures[slug]) == expected

    def test_no_cost_gives_no_return_rather_than_an_infinite_one(self):
        roi = catalog.figure("roi")
        assert roi.value({"net_contribution": 5, "campaign_cost": 0}, {}) is None


def _lead(b: Book, office: Office, campaign: int, number: int, made_at: datetime, **facts: object) -> int:
    return b.put(
        Lead, full_name=f"Lead {number}", phone_cipher=b"", phone_lookup=f"{campaign}-{number}", source=Channel.ZALO,
        campaign_id=campaign, branch_id=office.branches["north"], owner_id=office.employees["north_seller"],
        touches=[], **({"status": LeadStatus.ASSIGNED} | facts),
    )  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def campaign(office: Office) -> int:
    """Six leads for 12 m: four spoken to, three qualified, two lent to in time, one lent to after the window."""
    with book(office) as b:
        b_ = {"branch_id": office.branches["head"], "owner_id": office.employees["marketer"]}
        campaign = b.put(
            Campaign, name="New year", channel=Channel.ZALO, starts_on=date(2026, 1, 1), budget=20 * MILLION,
            status=CampaignStatus.RUNNING, **b_,
        )  # fmt: skip
        b.put(CampaignCost, campaign_id=campaign, incurred_on=date(2026, 1, 5), amount=12 * MILLION, note="Ads")
        for number in (1, 2):
            _lead(b, office, campaign, number, MOMENT)
        _lead(b, office, campaign, 3, MOMENT, first_contact_at=MOMENT + timedelta(days=1))
        for number, paid_out_on, amount, grade in (
            (4, date(2026, 1, 31), 10 * MILLION, "low"),
            (5, date(2026, 2, 28), 20 * MILLION, None),
            (6, date(2026, 5, 1), 40 * MILLION, "low"),
        ):
            lead = _lead(b, office, campaign, number, MOMENT, status=LeadStatus.CONVERTED)
            product = b.products[ProductClass.UNSECURED]
            deal = b.put(
                Opportunity, lead_id=lead, product_id=product, amount=amount, stage=Stage.WON,
                probability_percent=100, expected_close_on=paid_out_on, branch_id=office.branches["north"],
                owner_id=office.employees["north_seller"],
            )  # fmt: skip
            asked_at = datetime(paid_out_on.year, paid_out_on.month, 1, tzinfo=UTC) - timedelta(days=10)
            contract = b.loan(
                "north", amount, paid_out_on, grade=grade, opportunity_id=deal, requested_at=max(asked_at, MOMENT),
                decided_at=max(asked_at, MOMENT), decision="approved",
            )  # fmt: skip
            if number == 4:
                first = b.instalment(contract, date(2026, 2, 28), 4 * MILLION, 3 * MILLION)
                b.pay(contract, first, date(2026, 3, 1), principal=4 * MILLION, interest=3 * MILLION)
    return campaign


def ask(office: Office, who: str, *measures: str, by: tuple[str, ...] = (), filters: Filters = QUARTER):
    (result,) = run(office.principal(who), Query(measures, filters, by))
    return result


class TestFunnel:
    def test_each_step_counts_leads_within_the_window(self, office):
        steps = ("leads", "contacted_leads", "qualified_leads", "applied_leads", "approved_leads", "disbursed_leads")
        result = ask(office, "boss", *steps)
        # The application of lead 6 was made 109 days after the lead.
        assert list(result.totals.values()) == [6, 4, 3, 2, 2, 2]

    def test_the_window_is_not_widened_by_looking_later(self, office):
        later = Filters(Period(date(2026, 1, 1), date(2026, 6, 30)))
        assert ask(office, "boss", "disbursed_leads", filters=later).totals == {"disbursed_leads": 2}


class TestContribution:
    def test_every_part_is_the_one_computed_by_hand(self, office):
        result = ask(
            office, "boss", "lead_disbursed_amount", "campaign_income", "campaign_balance_days", "funding_cost",
            "expected_loss", "variable_cost", "contribution", "campaign_cost", "roi", "roas",
        )  # fmt: skip
        # Loan 4: 10 m from 31 Jan to 1 Mar (29 days), 6 m to 31 Mar (30 days); loan 5: 20 m for 31 days.
        balance_days = (10 * 29 + 6 * 30 + 20 * 31) * MILLION
        funding = 246_071  # 1,090 m days x 8.24 % / 365 = 246,071.23
        # 10 m low x 2 % x 65 % = 130,000; 20 m without grade counts as high: x 12 % x 65 % = 1,560,000
        loss, variable = 1_690_000, 750_000
        contribution = 3 * MILLION - funding - loss - variable
        assert {slug: str(value) for slug, value in result.totals.items()} == {
            "lead_disbursed_amount": str(30 * MILLION),
            "campaign_income": str(3 * MILLION),
            "campaign_balance_days": str(balance_days),
            "funding_cost": str(funding),
            "expected_loss": str(loss),
            "variable_cost": str(variable),
            "contribution": str(contribution),
            "campaign_cost": str(12 * MILLION),
            "roi": "-97.3839",
            "roas": "0.2500",
        }

    def test_budget_against_actual(self, office, campaign):
        frame = ask(office, "boss", "campaign_budget", "campaign_spent", "budget_used", by=("campaign",)).frame
        assert [[*map(str, row)] for row in frame.itertuples(index=False)] == [
            [str(campaign), str(20 * MILLION), str(12 * MILLION), "60.0000"]
        ]

    def test_a_cost_has_no_branch_and_says_so_under_a_branch_filter(self, office):
        chosen = Filters(QUARTER.period, chosen=(("branch", (str(office.branches["north"]),)),))
        result = ask(office, "boss", "campaign_cost", "leads", "cost_per_lead", filters=chosen)
        assert result.totals == {"campaign_cost": None, "leads": 6, "cost_per_lead": None}
        assert set(result.meta.missing) == {"campaign_cost", "cost_per_lead"}


class TestRights:
    def test_marketing_sees_leads_but_no_cell_of_fewer_than_five(self, office):
        result = ask(office, "marketer", "leads", "disbursed_leads", "campaign_income", "campaign_cost")
        assert result.totals == {
            "leads": 6,
            "disbursed_leads": None,
            "campaign_income": None,
            "campaign_cost": 12 * MILLION,
        }

    def test_a_funnel_step_opens_its_leads(self, office):
        model, keys = records_behind(office.principal("boss"), "disbursed_leads", QUARTER, {})
        assert (model, len(keys_of(keys))) == (Lead, 2)

    def test_the_return_opens_the_leads_that_brought_it(self, office):
        model, keys = records_behind(office.principal("boss"), "roi", QUARTER, {})
        assert (model, len(keys_of(keys))) == (Lead, 2)
