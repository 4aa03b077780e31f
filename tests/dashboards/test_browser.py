"""Dashboards in a real browser: the address and the controls agree, and each figure opens exactly its records."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func, select

from app.extensions import db, reading
from app.lowcode.selection import selected
from app.marketing.campaign.model import Campaign
from app.marketing.campaign_cost import CampaignCost
from app.servicing.balance.model import ContractBalance
from app.servicing.contract.model import Contract
from app.servicing.receipt.model import Allocation
from tests.dashboards.lender import Lender

pytestmark = [pytest.mark.browser, pytest.mark.redis]
YEAR = "from=2026-01-01&to=2026-03-31"
WAIT = 30_000
_OUTSTANDING = (Contract, select(func.sum(ContractBalance.principal)), ContractBalance.contract_id)
_PAID_OUT = (Contract, select(func.sum(ContractBalance.disbursed)), ContractBalance.contract_id)
_RECEIVED = (Allocation, select(func.sum(Allocation.amount)), Allocation.id)
_COST = (CampaignCost, select(func.sum(CampaignCost.amount)), CampaignCost.id)
_BUDGET = (Campaign, select(func.sum(Campaign.budget)), Campaign.id)
# page, what is clicked, the figure it shows, and how its records make it up
CLICKS = [
    ("campaign-roi", '[data-figure="campaign_cost"] .figure-value a', _COST),
    ("campaign-roi", ".bars-row a.bullet-plan", _BUDGET),
    ("campaign-roi", 'tbody a[href*="figure=campaign_cost"]', _COST),
    ("kpi", '[data-figure="disbursed_amount"] .figure-value a', _PAID_OUT),
    ("kpi", '.bars-row a.bars-bar[href*="figure=disbursed_amount"]', _PAID_OUT),
    ("kpi", 'tbody a[href*="figure=disbursed_amount"]', _PAID_OUT),
    ("aging", '[data-figure="outstanding"] .figure-value a', _OUTSTANDING),
    ("aging", 'a.mix-part[href*="figure=outstanding"]', _OUTSTANDING),
    ("aging", 'tbody a[href*="figure=outstanding&"], tbody a[href*="figure=outstanding"]', _OUTSTANDING),
    ("revenue", '[data-figure="cash_revenue"] .figure-value a', _RECEIVED),
    ("revenue", '.bars-row a.bars-bar[href*="figure=cash_revenue"]', _RECEIVED),
    ("revenue", 'tbody a[href*="figure=cash_revenue"]', _RECEIVED),
]


@pytest.fixture
def boss(lender: Lender, browser) -> Iterator[Page]:
    context = lender.visitor(browser, "boss")
    yield context.new_page()
    context.close()


def opened(page: Page, slug: str, query: str = YEAR) -> None:
    page.goto(f"/dash/{slug}/?{query}")
    page.locator(".figure-card .figure-value").first.wait_for(timeout=WAIT)


def figures(page: Page) -> list[str]:
    return page.locator(".figure-card .figure-value").all_inner_texts()


def shown_as_table(page: Page) -> None:
    for button in page.get_by_role("button", name="Table", exact=True).all():
        button.click()


def told(mark: Locator) -> tuple[int, int]:
    """Return the value and the number of records that a mark says it stands for."""
    said = re.search(r"([^\n]*)\n([\d,]+) records", mark.get_attribute("title") or "")
    assert said, "the mark does not say what it stands for"
    return (int(re.sub(r"\D", "", said[1].rpartition(":")[2])), int(re.sub(r"\D", "", said[2])))


class TestAddress:
    def test_a_touched_filter_stands_in_the_address_and_a_reload_shows_the_same(self, boss, lender):
        opened(boss, "aging", "from=2026-03-01&to=2026-03-31")
        whole = figures(boss)
        boss.locator("#branch").click()
        boss.get_by_text("The south", exact=True).first.click()
        boss.wait_for_url(f"**branch={lender.office.branches['south']}*", timeout=WAIT)
        boss.keyboard.press("Escape")
        expect(boss.locator(".figure-card .figure-value").first).not_to_have_text(whole[0], timeout=WAIT)
        chosen, address = figures(boss), boss.url
        assert chosen != whole
        boss.reload()
        boss.locator(".figure-card .figure-value").first.wait_for(timeout=WAIT)
        assert (figures(boss), boss.url) == (chosen, address)
        assert "The south" in boss.locator("#branch").inner_text()

    def test_the_back_button_brings_the_figures_before(self, boss):
        opened(boss, "revenue", "from=2026-03-01&to=2026-03-31")
        march, first = figures(boss), boss.url
        cash = boss.locator('[data-figure="cash_revenue"] .figure-value')
        boss.locator("#to").fill("2026-03-20")
        boss.locator("#to").blur()
        boss.wait_for_url("**to=2026-03-20*", timeout=WAIT)
        expect(cash).not_to_have_text(march[1], timeout=WAIT)
        boss.go_back()
        expect(cash).to_have_text(march[1], timeout=WAIT)
        assert (figures(boss), boss.url) == (march, first)
        expect(boss.locator("#to")).to_have_value("2026-03-31")

    def test_a_page_opened_without_a_period_names_it(self, boss):
        boss.goto("/dash/kpi/")
        assert boss.url.endswith("/dash/kpi/?from=2026-03-01&to=2026-03-31&compare=previous")
        boss.goto("/dash/revenue/")
        assert boss.url.endswith("/dash/revenue/?from=2025-04-01&to=2026-03-31&compare=previous")

    def test_a_preset_sets_the_days_and_reset_clears_the_choice(self, boss, lender):
        opened(boss, "campaign-roi", f"{YEAR}&branch={lender.office.branches['south']}")
        boss.locator("#preset").click()
        boss.get_by_text("Last month", exact=True).first.click()
        boss.wait_for_url("**from=2026-02-01&to=2026-02-28&branch=*", timeout=WAIT)
        boss.get_by_role("link", name="Reset").click()
        boss.wait_for_url("**/dash/campaign-roi/?from=2025-04-01&to=2026-03-31&compare=previous", timeout=WAIT)

    def test_the_view_of_a_panel_travels_with_the_link(self, boss, lender):
        opened(boss, "aging")
        panel = boss.locator(".panel", has_text="Mix of days past due")
        panel.get_by_role("button", name="Officer").click()
        panel.get_by_role("button", name="Table").click()
        expect(panel.get_by_role("columnheader", name="Officer")).to_be_visible()
        boss.reload()
        panel.get_by_role("columnheader", name="Officer").wait_for(timeout=WAIT)

    def test_days_that_make_no_sense_are_refused_in_words(self, boss):
        opened(boss, "revenue")
        boss.locator("#to").fill("31.02.2026")
        boss.locator("#to").blur()
        expect(boss.locator("#body [role=alert]")).to_contain_text("is not a date", timeout=WAIT)

    def test_a_lost_connection_is_said(self, boss):
        opened(boss, "revenue")
        boss.route("**/_dash-update-component*", lambda route: route.abort())
        boss.locator("#to").fill("2026-03-20")
        boss.locator("#to").blur()
        expect(boss.locator(".dashboard-lost")).to_be_visible(timeout=WAIT)
        expect(boss.locator("#body")).to_be_hidden()


class TestDrill:
    @pytest.mark.parametrize(("slug", "mark", "made_of"), CLICKS, ids=[f"{slug} {mark}" for slug, mark, _ in CLICKS])
    def test_a_click_lists_exactly_the_records_of_the_figure(self, boss, lender, slug, mark, made_of):
        opened(boss, slug)
        shown_as_table(boss) if mark.startswith("tbody") else None
        target = boss.locator(f"{mark} >> visible=true").first
        value, records = told(target)
        assert value > 0
        size = target.bounding_box()
        # At its end: over a budget lies what was spent of it.
        target.click(position={"x": size["width"] - 2, "y": size["height"] / 2})
        boss.wait_for_url("**selection=*", timeout=WAIT)
        assert boss.locator(".list-count").inner_text().split()[0] == str(records)
        number = int(re.search(r"selection=(\d+)", boss.url)[1])
        assert summed(lender, number, *made_of) == (records, value)

    def test_a_month_of_a_chart_opens_its_records(self, boss, lender):
        opened(boss, "revenue")
        bar = boss.locator('[data-panel="1"] .js-plotly-plot .bars .point >> visible=true').last
        bar.wait_for(timeout=WAIT)
        bar.click(force=True)
        boss.wait_for_url("**selection=*", timeout=WAIT)
        number = int(re.search(r"selection=(\d+)", boss.url)[1])
        assert summed(lender, number, *_RECEIVED) == (5, 500_150)


def summed(lender: Lender, number: int, model, amount, key) -> tuple[int, int]:
    """Return how many records a stored selection holds and what they add up to."""
    with lender.app.app_context():
        boss = lender.office.principal("boss")
        with reading(), db.engine.connect() as connection:
            keys = list(connection.scalars(select(model.__table__.c.id).where(selected(model, boss, number))))
            return len(keys), int(connection.execute(amount.where(key.in_(keys))).scalar_one())
