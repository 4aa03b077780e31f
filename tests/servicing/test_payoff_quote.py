"""The payoff quote at the desk: one number in API and screen, asked without a trace, and paid as it was quoted."""

from datetime import date

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from flask_jwt_extended import create_access_token
from werkzeug.security import generate_password_hash
from werkzeug.test import TestResponse

from app.people.reach import rebuild_reach
from app.security.acting import as_system
from app.security.roles import Role
from app.servicing.contract.model import Contract, ContractStatus
from config import Testing
from tests.factories import servicing as make
from tests.factories.people import make_branch, make_employee
from tests.lowcode.screens.conftest import Visitor
from tests.servicing.money_desk import Desk, counts, prove_books, send, transaction
from tests.servicing.test_worked_examples import pay_six

PASSWORD = "a long enough Passw0rd!"
TODAY, LATER = date(2026, 7, 15), "2026-07-25"


@pytest.fixture
def desk(app: Flask) -> Desk:
    """A cashier with a password, and the loan of E7 after its sixth instalment."""
    with transaction(app) as session:
        loan = pay_six(session)
        with as_system(session, "test"):
            branch = loan.branch
        cashier = make_employee(session, Role.CASHIER, branch)
        with as_system(session, "test"):
            user = session.get(User, cashier.user_id)
            assert user is not None
            user.password = generate_password_hash(PASSWORD, method=Testing.FAB_PASSWORD_HASH_METHOD)
        make.set_day(session, TODAY)
        rebuild_reach(session)
        session.commit()
        return Desk(branch.id, cashier.user_id or 0, [loan.id])


def call(app: Flask, user_id: int, path: str, body: dict[str, str]) -> TestResponse:
    """Send a command to the API as that user."""
    with app.app_context():
        token = create_access_token(identity=str(user_id), fresh=True)
    return app.test_client().post(f"/api/v1/{path}", json=body, headers={"Authorization": f"Bearer {token}"})


def visitor(app: Flask, user_id: int) -> Visitor:
    """Return a signed-in browser of that user."""
    with transaction(app) as session, as_system(session, "test"):
        username = session.get(User, user_id).username
    found = Visitor(app.test_client())
    assert found.post("/login/", {"username": username, "password": PASSWORD}).status_code == 302
    return found


def test_api_and_screen_say_the_numbers_of_e7_and_change_nothing(app: Flask, desk: Desk) -> None:
    before, loan = counts(app), desk.loans[0]
    today = call(app, desk.user_id, f"contract/{loan}/payoff_quote", {}).json["answer"]
    later = call(app, desk.user_id, f"contract/{loan}/payoff_quote", {"on": LATER}).json["answer"]
    assert (today["early_principal"], today["early_repayment_fee"], today["total"]) == (
        "26448923", "793468", "27242391")  # fmt: skip
    assert (later["interest"], later["total"], later["holds_on"]) == ("173911", "27416302", LATER)
    page = f"/contract/show/{loan}"
    shown = visitor(app, desk.user_id).post(f"/contract/do/payoff_quote/{loan}", {"on": LATER}, page=page)
    assert shown.status_code == 200
    assert "27,416,302" in shown.text
    assert "Jul 25, 2026" in shown.text
    assert counts(app) == before


@pytest.mark.parametrize("on", ["2026-07-14", "not a day"])
def test_a_day_that_is_past_is_refused_beside_its_field(app: Flask, desk: Desk, on: str) -> None:
    answer = call(app, desk.user_id, f"contract/{desk.loans[0]}/payoff_quote", {"on": on})
    assert answer.status_code == 422
    assert set(answer.json["fields"]) == {"on"}


def test_the_cashier_drafts_and_posts_what_was_quoted_and_the_loan_is_settled(app: Flask, desk: Desk) -> None:
    loan, browser = desk.loans[0], visitor(app, desk.user_id)
    page = f"/contract/show/{loan}"
    drafted = browser.post(f"/contract/do/draft_settlement/{loan}", {"channel": "cash"}, page=page)
    assert drafted.status_code == 302
    assert "/receipt/show/" in drafted.location
    receipt = int(drafted.location.rsplit("/", 1)[1])
    assert "27,242,391" in browser.get(drafted.location).text
    assert send(app, desk.user_id, receipt, f"settlement-{receipt}").status_code == 200
    with transaction(app) as session, as_system(session, "test"):
        contract = session.get(Contract, loan)
        assert contract is not None
        assert contract.status is ContractStatus.SETTLED
    prove_books(app)


@pytest.mark.parametrize("role", [Role.MARKETING, Role.APPRAISER, Role.AUDITOR])
def test_who_has_no_business_with_it_gets_no_quote(app: Flask, desk: Desk, role: Role) -> None:
    with transaction(app) as session:
        stranger = make_employee(session, role, make_branch(session))
        rebuild_reach(session)
        user_id = stranger.user_id or 0
        session.commit()
    assert call(app, user_id, f"contract/{desk.loans[0]}/payoff_quote", {}).status_code in (403, 404)
