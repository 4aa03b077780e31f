"""Stations from the due date to the promise: end of day, the cash desk, collection, and what management then sees."""

from datetime import date, timedelta

from app.extensions import db, writing
from app.security.acting import as_system
from app.servicing.end_of_day.jobs import close_days
from tests.journeys.cast import Cast
from tests.journeys.winning import BORROWER


def days_pass(cast: Cast, until: date) -> None:
    """Close business dates, as the nightly job does, until `until` is the open one."""
    with cast.app.app_context(), writing(), as_system(db.session, "end of day") as session:
        for _ in close_days(session, until - timedelta(days=1)):
            pass
        db.session.remove()


def first_instalment_falls_due_and_is_paid_in_part(cast: Cast) -> None:
    """On the due date the cashier takes in part of the instalment and posts it."""
    cashier = cast.cashier
    days_pass(cast, cast.first_due_on())
    cashier.opens("Contracts", BORROWER)
    cashier.adds_here("Receipts")
    cashier.fills(Payer=BORROWER, Amount="1500000", Value_date=cast.business_date().isoformat())
    cashier.photographs("receipt-form")
    cashier.saves()
    cashier.does("Post", then="Posted")
    assert cashier.reads("In words")
    assert cashier.section("Allocations").locator("tbody tr").count() == 2  # interest, then principal
    cashier.photographs("receipt")


def the_rest_is_late(cast: Cast) -> None:
    """Once the next working day has passed, end of day calls the loan late and gives the collector a case."""
    days_pass(cast, cast.business_date() + timedelta(days=4))
    collector = cast.collector
    collector.opens_queue("Collection cases", "Soft reminders")
    collector.opens("Collection cases", BORROWER)
    assert int(collector.reads("Days past due")) > 0
    collector.photographs("case")


def collector_calls_and_takes_a_promise(cast: Cast) -> None:
    """The collector notes the call and the promise that came of it."""
    collector, today = cast.collector, cast.business_date()
    collector.adds_here("Collection actions")
    collector.fills(At=f"{today}T09:30", Channel="Call", Outcome="Promise", Note="Khách hẹn trả sau khi nhận lương.")
    collector.photographs("action-form")
    collector.saves()
    collector.opens("Collection cases", BORROWER)
    collector.adds_here("Promises to pay")
    due_on = (today + timedelta(days=5)).isoformat()
    collector.fills(Amount="1400000", Made_on=today.isoformat(), Due_on=due_on)
    collector.saves()
    collector.sees_state("Open")
    collector.photographs("promise")


def manager_sees_it_on_the_dashboards(cast: Cast) -> None:
    """Each of the four dashboards shows this loan, its figure opens its records."""
    manager = cast.manager
    for slug, title, figure, value in (
        ("campaign-roi", "Campaign ROI", "Disbursed", "1"),
        ("kpi", "KPI", "Amount disbursed", "30"),
        ("aging", "Aging", "Overdue principal, whole loans", "29,"),
        ("revenue", "Revenue", "Revenue, cash", ""),
    ):
        manager.opens_dashboard(title)
        manager.page.goto(f"/dash/{slug}/?from=2026-11-01&to={cast.business_date()}")
        shown = manager.figure(figure)
        assert value in shown, f"{title}: {figure} is {shown!r}"
        assert shown not in ("", "–", "0"), f"{title}: {figure} is {shown!r}"
        manager.photographs(f"dashboard-{slug}")
    manager.opens_dashboard("Aging")
    manager.opens_figure("Overdue principal, whole loans")
    assert manager.page.locator("tbody tr").filter(has_text=BORROWER).count() == 1
