"""Stations from the contract to the money: sales, the three departments, finance, the cash desk."""

from seed.demo.papers import signed_contract
from tests.journeys.cast import Cast
from tests.journeys.winning import BORROWER


def contract_is_checked_and_approved(cast: Cast) -> None:
    """The seller drafts the contract; business, risk, legal and management each check it."""
    cast.seller.opens("Applications", BORROWER)
    cast.seller.does("Draft the contract", then="Contracting")
    for person, command, state in (
        (cast.lead, "Business check passed", "Checked by business"),
        (cast.reviewer, "Risk clauses checked", "Checked by risk"),
        (cast.lawyer, "Legality checked", "Checked by legal"),
        (cast.manager, "Approve", "Approved"),
    ):
        person.opens("Contracts", BORROWER)
        person.does(command, then=state)
    cast.manager.photographs("contract")


def contract_is_explained_and_signed(cast: Cast) -> None:
    """The seller explains the contract to the customer, point by point, and both sides sign."""
    seller = cast.seller
    seller.opens("Contracts", BORROWER)
    seller.does("Send to the customer", then="Sent")
    points = "Lãi suất\nLãi chậm trả\nBiện pháp thu hồi nợ"
    seller.does("Explain to the customer", then="Explained", Points_explained=points, The_customer_confirmed=True)
    today = cast.business_date()
    scan = signed_contract(seller.reads("Number"), BORROWER, today)
    seller.does("Signed by both sides", then="Signed", Signed_on=today.isoformat(), Signed_contract=scan)
    assert seller.opens_file("Signed contract") == scan.content
    seller.photographs("contract")


def money_is_paid_out(cast: Cast) -> None:
    """The seller requests the payout; accounting checks it, the manager approves it, the cashier pays it."""
    seller = cast.seller
    seller.opens("Contracts", BORROWER)
    seller.adds_here("Disbursements")
    seller.fills(Amount="30000000", Planned_for=cast.business_date().isoformat(), Source_of_funds="Vốn huy động")
    seller.fills(
        Name_of_the_payee=BORROWER, Account_name="NGUYEN THI THU HA", Account_number="0071000123456", Bank="VCB"
    )
    seller.photographs("disbursement-form")
    seller.saves()
    for person, command, state in (
        (cast.accountant, "Check", "Checked by finance"),
        (cast.manager, "Approve", "Approved"),
        (cast.cashier, "Pay out", "Paid"),
    ):
        person.opens("Disbursements", BORROWER)
        person.does(command, then=state)
    cast.cashier.does("Confirm", then="Confirmed", Bank_reference="FT26326000123")
    cast.cashier.photographs("disbursement")
    seller.opens("Contracts", BORROWER)
    seller.sees_state("Effective")
    assert seller.section("Instalments").locator("tbody tr").count() == 10  # the first of twelve
    seller.photographs("contract-effective")
