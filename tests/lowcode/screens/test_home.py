"""The home page: the next records of each queue, late ones first, and something of use for who has no queue."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.care.ticket.model import Ticket, TicketKind
from app.extensions import db
from app.security.acting import as_system
from app.shared.clock import utc_now
from tests.factories.lender import STAFF, Lender
from tests.lowcode.screens.conftest import Visitor
from tests.lowcode.screens.test_lists import statements

Visit = Callable[[str], Visitor]
MOST_STATEMENTS = 40  # for any of these roles, with nothing remembered by the figures


@pytest.fixture(scope="module")
def tickets(app: Flask, lender: Lender) -> None:
    """Five tickets of the north: one is two days late, the others are due tomorrow or later."""
    with app.app_context():
        with as_system(db.session, "test data") as session:
            for number in range(5):
                due = utc_now() + timedelta(days=number - 2 if number == 0 else number, hours=-1)
                session.add(
                    Ticket(
                        subject=f"Ticket {number}",
                        customer_id=lender.customers["North 1"],
                        kind=TicketKind.QUESTION,
                        description="?",
                        sla_due_at=due,
                        branch_id=lender.branches["North"],
                        owner_id=lender.employees["north"],
                    )
                )
            session.commit()
        db.session.remove()


def test_a_queue_shows_the_next_records_with_their_age(visit: Visit, lender: Lender) -> None:
    html = visit("lead").get("/").text
    assert "My other work" in html
    shown = [f"Lead {number}" for number in range(4) if f"Lead {number}" in html]
    assert len(shown) == 3
    assert "All 4" in html


def test_the_late_ones_come_first_and_say_how_late(visit: Visit, tickets: None) -> None:
    html = visit("manager").get("/").text
    queue = html[html.index("queue-late") :]
    assert queue.index("Ticket 0 · North Đặng 1") < queue.index("Ticket 1 · North Đặng 1")
    assert "2 days late" in queue
    assert "1 late" in queue
    assert "Ticket 3" not in queue


def test_who_controls_sees_the_latest_of_the_audit_log_and_the_accounts(visit: Visit) -> None:
    html = visit("auditor").get("/").text
    assert "Latest in the audit log" in html
    assert "Nothing waits for you" not in html
    assert "Latest in the audit log" not in visit("north").get("/").text


@pytest.mark.parametrize("name", sorted(STAFF))
def test_costs_a_bounded_number_of_statements(app: Flask, visit: Visit, name: str) -> None:
    assert statements(app, visit(name), "/") <= MOST_STATEMENTS
