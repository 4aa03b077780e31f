"""Stations from the campaign to the customer: marketing, management, the head of sales, sales."""

from datetime import date

from seed.demo.papers import consent_form
from tests.journeys.cast import PEOPLE, PRODUCT, Cast

CAMPAIGN = "Vay nhanh cuối năm"
BORROWER = "Nguyễn Thị Thu Hà"
CONSENT_FORM = consent_form(BORROWER, date(2026, 11, 20))


def campaign_is_approved_and_running(cast: Cast) -> None:
    """The marketer plans a campaign, the manager approves its budget, the marketer starts it."""
    marketer, manager = cast.marketer, cast.manager
    marketer.adds("Campaigns")
    marketer.fills(Name=CAMPAIGN, Channel="Facebook", Starts_on="2026-11-01", Budget="120000000", Product=PRODUCT)
    marketer.saves()
    marketer.does("Submit", then="Submitted")
    manager.opens_queue("Campaigns", "Submitted")
    manager.opens("Campaigns", CAMPAIGN)
    manager.does("Approve budget", then="Approved")
    manager.photographs("campaign")
    marketer.opens("Campaigns", CAMPAIGN)
    marketer.does("Start", then="Running")


def lead_is_assigned(cast: Cast) -> None:
    """The head of sales enters a lead of the campaign and gives it to a seller."""
    lead = cast.lead
    lead.adds("Leads")
    lead.fills(Full_name=BORROWER, Phone="0982 345 678", Province="TP. Hồ Chí Minh", Source="Facebook")
    lead.fills(Campaign=CAMPAIGN, Product_wanted=PRODUCT, Amount_wanted="30000000")
    lead.photographs("lead-form")
    lead.saves()
    lead.does("Assign", then="Assigned", Assign_to=PEOPLE["seller"][0])


def lead_becomes_customer(cast: Cast) -> None:
    """The seller reaches the person, finds a need and converts the lead."""
    seller = cast.seller
    seller.opens("Leads", BORROWER)
    seller.does("Start contacting", then="Being contacted")
    seller.does("Note the result", then="Contacted", Result="Interested")
    seller.does("Qualify", then="Qualified")
    seller.photographs("lead")
    seller.does(
        "Convert into a customer",
        then="Converted",
        Date_of_birth="1990-03-08",
        Identity_number="079190001234",
        Expected_close="2026-12-01",
    )
    seller.opens("Opportunities", BORROWER)
    seller.does("Start consulting", then="Consulting")
    seller.does("Collect documents", then="Collecting documents")
    seller.photographs("opportunity")


def customer_consents(cast: Cast) -> None:
    """The seller records the customer's consents to scoring and to the bureau enquiry."""
    seller = cast.seller
    for purpose in ("Credit scoring", "Credit-bureau enquiry"):
        seller.opens("Customers", BORROWER)
        seller.adds_here("Consents")
        seller.fills(Purpose=purpose, Kinds_of_data="Thu nhập, lịch sử tín dụng", Collected_through="Đơn đề nghị vay")
        seller.fills(Proved_by="Signed paper", Evidence=CONSENT_FORM, Version_of_the_text="2026-01")
        seller.saves()
    seller.opens("Customers", BORROWER)
    seller.section("Consents")
    seller.photographs("customer")
