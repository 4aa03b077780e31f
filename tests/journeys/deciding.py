"""Stations from the application to the decision: sales, appraisal, risk, management."""

from app.shared.upload import Upload
from seed.demo.papers import application_papers, photo
from tests.journeys.cast import PRODUCT, Cast
from tests.journeys.person import Person
from tests.journeys.winning import BORROWER

PAPERS = application_papers(BORROWER, 1)
_CHECKS = ("Identity papers agree", "Residence is proved", "Income is proved", "Purpose fits the product")


def application_is_submitted(cast: Cast) -> None:
    """The seller writes the application from the customer's page and submits it."""
    seller = cast.seller
    seller.opens("Customers", BORROWER)
    seller.adds_here("Applications")
    seller.fills(Product=PRODUCT, Amount="30000000", Term="12", Purpose="Household goods")
    seller.photographs("application-form")
    seller.saves()
    seller.does("Submit", then="Submitted")


def documents_are_brought_and_verified(cast: Cast) -> None:
    """The appraiser takes the file up, the seller files every mandatory paper, the appraiser verifies them."""
    seller, appraiser = cast.seller, cast.appraiser
    appraiser.opens_queue("Applications", "Submitted")
    appraiser.opens("Applications", BORROWER)
    appraiser.does("Start the desk review", then="Desk review")
    seller.opens("Applications", BORROWER)
    seller.section("Documents").get_by_role("link", name="Open the list").click()
    seller.photographs("documents")
    seller.does_with_all("Receive", Scan_or_photo_of_the_paper=PAPERS)
    seller.page.locator("tbody a.row-link").first.click()
    assert seller.reads("File").startswith("PDF (")  # sales may send papers in, and not open them
    appraiser.page.reload()
    appraiser.section("Documents").get_by_role("link", name="Open the list").click()
    appraiser.page.locator("tbody a.row-link").first.click()
    opened = appraiser.opens_file("File", reason="so sánh giấy tờ với đơn")
    assert opened == PAPERS.content
    appraiser.photographs("document")
    appraiser.opens("Applications", BORROWER)
    appraiser.section("Documents").get_by_role("link", name="Open the list").click()
    appraiser.does_with_all("Verify")


def appraiser_passes_papers_and_visit(cast: Cast) -> None:
    """The appraiser writes the desk appraisal, then the field appraisal, and passes the application on."""
    appraiser = cast.appraiser
    _appraises(appraiser, "Desk")
    appraiser.opens("Applications", BORROWER)
    appraiser.does("Pass to field review", then="Field review")
    _appraises(
        appraiser,
        "Field",
        Visited_at="2026-11-20T09:30",
        Position="10.7769, 106.7009",
        Photo=photo(1),
        Person_met="Khách hàng",
        Address_agrees="Yes",
    )
    appraiser.opens("Applications", BORROWER)
    appraiser.does("Pass to credit analysis", then="Credit analysis")
    appraiser.photographs("application")


def analyst_grades_the_borrower(cast: Cast) -> None:
    """Risk writes the assessment, scores it and finishes the analysis."""
    analyst = cast.analyst
    analyst.opens_queue("Applications", "Credit analysis")
    analyst.opens("Applications", BORROWER)
    analyst.adds_here("Credit assessments")
    analyst.fills(Truthfulness="Consistent", Enquired_at="2026-11-20T10:00", Debt_group_now="1", Other_lenders="1")
    analyst.fills(Worst_debt_group_in_24_months="1", Verified_monthly_income="28000000", Months_in_this_income="48")
    analyst.fills(Residence="With family", History_with_us="New", Contact_verified=True)
    analyst.photographs("assessment-form")
    analyst.saves()
    analyst.does("Calculate the score", then="Scored")
    analyst.photographs("assessment")
    assert analyst.reads("Grade") == "Low"
    analyst.opens("Applications", BORROWER)
    analyst.does("Finish the analysis", then="Scheme draft")


def scheme_is_priced(cast: Cast) -> None:
    """The seller drafts the scheme, sees its figures and puts it before the reviewers."""
    seller = cast.seller
    seller.opens("Applications", BORROWER)
    seller.adds_here("Finance schemes")
    seller.fills(Loan_amount="30000000", Interest_rate="30", Term="12", Planned_payout="2026-11-23")
    seller.saves()
    seller.does("Calculate", then="Draft")
    seller.photographs("scheme")
    seller.opens("Applications", BORROWER)
    seller.does("Submit the scheme", then="Business review (L1)")


def three_people_approve(cast: Cast) -> None:
    """The head of sales, the second analyst and the manager approve, in this order and each for themselves."""
    for person, command, state in (
        (cast.lead, "Approve (L1)", "Risk review (L2)"),
        (cast.reviewer, "Approve (L2)", "Final decision (L3)"),
        (cast.manager, "Approve (L3)", "Approved"),
    ):
        person.opens("Applications", BORROWER)
        person.does(command, then=state, Reason="Hợp lý, trong khả năng trả nợ.")
    cast.manager.photographs("application")


def _appraises(appraiser: Person, kind: str, **visit: str | Upload) -> None:
    appraiser.opens("Applications", BORROWER)
    appraiser.adds_here("Appraisals")
    appraiser.fills(Kind=kind, Result="Pass", Findings="Đúng như khai.", Vehicle_and_papers_agree="Not applicable")
    appraiser.fills(**{check.replace(" ", "_"): "In order" for check in _CHECKS}, **visit)
    appraiser.photographs("appraisal-form")
    appraiser.saves()
    appraiser.does("Complete", then="Completed")
