"""A small lender that a real browser can visit: loans, receipts and a campaign in two branches, served for a module."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from app.extensions import db
from app.factory import create_app
from app.marketing.campaign.model import Campaign, CampaignStatus, Channel
from app.marketing.campaign_cost import CampaignCost
from app.marketing.lead.model import Lead, LeadStatus
from config import Testing
from tests.reports.book import MOMENT, Book, book
from tests.reports.office import PASSWORD, Office, open_office
from tests.services.processes import answers, eventually, free_port, started

MILLION = 1_000_000


def filled_office(app: Flask) -> Office:
    """Return the office of two branches with the book of this lender, open to any number of sign-ins."""
    app.config["RATELIMIT_ENABLED"] = False
    with app.app_context():
        office = open_office(app)
        with book(office) as b:
            fill(b, office)
        db.session.remove()
    return office


@dataclass
class Lender:
    """Where it is served, the application on its database, and its people."""

    url: str
    app: Flask
    office: Office

    def visitor(self, browser: Browser, who: str) -> BrowserContext:
        """Return a browser in which somebody has signed in."""
        context = browser.new_context(base_url=self.url, locale="en")
        page: Page = context.new_page()
        page.goto("/login/")
        page.fill("input[name=username]", who)
        page.fill("input[name=password]", PASSWORD)
        page.click("[type=submit]")
        page.wait_for_url("**/")
        page.close()
        return context


@contextmanager
def serve_lender(environment: dict[str, str], log: Path) -> Iterator[Lender]:
    """Build the lender on the environment's empty database and serve it while the block lasts."""
    app = create_app(Testing(environment))
    with app.app_context():
        office = open_office(app)
        with book(office) as b:
            fill(b, office)
        db.session.remove()
    port = free_port()
    with started(["-m", "app.cli", "web", f"--port={port}"], environment, log):
        eventually(lambda: answers(f"http://localhost:{port}/health"), what="the web server never answered", log=log)
        yield Lender(f"http://localhost:{port}", app, office)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def fill(b: Book, office: Office) -> None:
    """Add loans, receipts, campaigns and leads to both branches."""
    for branch, amounts in (("north", (10, 20, 30)), ("south", (40, 50))):
        for number, amount in enumerate(amounts):
            contract = b.loan(branch, amount * MILLION, date(2026, 3, 2 + number))
            due = b.instalment(contract, date(2026, 3, 20), MILLION, 300_000)
            b.pay(contract, due, date(2026, 3, 21), interest=100_000 + amount)
    for name, branch, leads in (("Spring", "north", 6), ("Summer", "south", 7)):
        place = {"branch_id": office.branches["head"], "owner_id": office.employees["marketer"]}
        campaign = b.put(
            Campaign, name=name, channel=Channel.ZALO if name == "Spring" else Channel.FACEBOOK, budget=20 * MILLION,
            starts_on=date(2026, 1, 1), status=CampaignStatus.RUNNING, **place,
        )  # fmt: skip
        for day in (5, 9):
            b.put(
                CampaignCost, campaign_id=campaign, incurred_on=date(2026, 1, day), amount=leads * MILLION, note="Ads"
            )
        for number in range(leads):
            b.put(
                Lead, full_name=f"Lead {number}", phone_cipher=b"", phone_lookup=f"{campaign}-{number}", touches=[],
                source=Channel.ZALO if name == "Spring" else Channel.FACEBOOK, campaign_id=campaign,
                branch_id=office.branches[branch], owner_id=office.employees[f"{branch}_seller"],
                status=LeadStatus.ASSIGNED, created_at=MOMENT,
            )  # fmt: skip
