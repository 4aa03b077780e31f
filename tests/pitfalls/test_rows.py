"""Rows, fields and actions: what the stock application lets through, and Lendboard does not."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder import MasterDetailView

from app.extensions import db
from app.lowcode.screens import list_page
from app.marketing.lead.model import Lead
from app.parties.customer.model import Customer
from app.security.acting import as_system
from app.shared.record import Governed
from tests.factories.lender import Lender
from tests.lowcode.screens.conftest import Visitor

Visit = Callable[[str], Visitor]
Stock = dict[str, Any]


def stored(app: Flask, model: type[Governed], key: int) -> Any:
    """Return a row as it stands in the database."""
    with app.app_context(), as_system(db.session, "look") as session:
        row = session.get(model, key)
        session.expunge(row)
        db.session.remove()
        return row


class TestActions:
    def test_stock_reaches_a_hidden_row(self, stock: Stock) -> None:
        assert stock["an action reaches a hidden row"] == "approved"

    def test_a_command_finds_no_hidden_row(self, app: Flask, visit: Visit, lender: Lender) -> None:
        south, key = visit("south"), lender.leads[0]
        assert south.get(f"/lead/do/take/{key}").status_code == 405
        assert south.post(f"/lead/do/take/{key}", page="/lead/list/").status_code == 404
        assert stored(app, Lead, key).status == "new"


class TestRelatedLists:
    def test_stock_shows_a_hidden_row_and_fails_on_an_unknown_one(self, stock: Stock) -> None:
        assert stock["a master page shows a hidden row"]
        assert stock["a master page of an unknown row"] == 500

    def test_a_hidden_parent_shows_nothing(self, app: Flask, visit: Visit, lender: Lender) -> None:
        assert not [v for v in app.extensions["appbuilder"].baseviews if isinstance(v, MasterDetailView)]
        north = visit("north")
        assert "Đặng" in north.get(f"/customer/related/branch_id/{lender.branches['North']}").text
        hidden = north.get(f"/customer/related/branch_id/{lender.branches['South']}")
        assert "Đặng" not in hidden.text
        assert north.get(f"/customer/related/branch_id/{10**18}").status_code < 500


class TestBodies:
    def test_stock_takes_status_and_customer_from_the_client(self, stock: Stock) -> None:
        assert stock["a client sets status and customer"][0] == "posted"
        assert stock["a client sets status and customer"][1] > 0


class TestChoices:
    def test_stock_names_hidden_rows(self, stock: Stock) -> None:
        assert stock["the form names hidden rows"]
        assert stock["the api names hidden rows"]

    @pytest.mark.parametrize("path", ["/contact/add", "/vehicle/add", "/lead/add"])
    def test_a_form_names_none(self, visit: Visit, path: str) -> None:
        assert "Đặng" not in visit("north").get(path).text

    def test_the_api_offers_only_visible_ones(self, visit: Visit) -> None:
        query = "(keys:!(add_columns),add_columns:(customer_id:(page_size:100)))"
        text = visit("north").get(f"/api/v1/contact/_info?q={query}").get_data().decode("unicode_escape")
        assert "North" in text
        assert "South" not in text


class TestFilters:
    def test_stock_shows_one_reader_what_another_asked_for(self, stock: Stock) -> None:
        assert stock["who asked for north 3 sees"] == ["north 4"]

    def test_two_lists_at_once_stay_apart(self, visit: Visit, lender: Lender, monkeypatch: pytest.MonkeyPatch) -> None:
        fetch, reached, pause, slow = list_page.fetch, threading.Event(), threading.Event(), visit("steward")
        shown: list[str] = []

        def waiting(*args: Any, **kwargs: Any) -> Any:
            if threading.current_thread().name == "slow":
                reached.set()
                pause.wait(10)
            return fetch(*args, **kwargs)

        def read() -> None:
            shown.append(slow.get("/customer/list/?f_risk_grade=low").text)

        monkeypatch.setattr(list_page, "fetch", waiting)
        other = visit("steward")
        thread = threading.Thread(target=read, name="slow")
        thread.start()
        assert reached.wait(10)
        assert "South Đặng 1" in other.get("/customer/list/?f_risk_grade=medium").text
        pause.set()
        thread.join(20)
        assert "South Đặng 0" in shown[0]
        assert "South Đặng 1" not in shown[0]


class TestKeysInAddresses:
    def test_stock_takes_the_key_from_the_address(self, stock: Stock) -> None:
        assert stock["the address overwrites the key"] == 7

    @pytest.mark.parametrize("name", ["_flt_0_branch", "_flt_0_branch_id", "f_branch_id", "branch_id"])
    def test_an_address_changes_no_key(self, app: Flask, visit: Visit, lender: Lender, name: str) -> None:
        key, north = lender.customers["North 1"], lender.branches["North"]
        body = {"full_name": "North Đặng 1", "type": "individual", "id_type": "cccd", "occupation": name}
        body |= {"branch_id": str(north), "owner_id": str(lender.employees["north"])}
        query = f"?{name}={lender.branches['South']}"
        path = f"/customer/edit/{key}"
        assert visit("steward").post(path + query, body, page=path).status_code == 302
        assert (stored(app, Customer, key).branch_id, stored(app, Customer, key).occupation) == (north, name)


class TestOrder:
    def test_stock_sorts_by_a_hidden_column(self, stock: Stock) -> None:
        assert stock["the order of a hidden column"]


class TestRoles:
    def test_stock_opens_what_a_rule_only_begins_to_name(self, stock: Stock) -> None:
        assert stock["a rule opens another view"] == 200
        assert stock["a reader opens the users"] == 200

    def test_no_role_is_a_pattern_but_the_bootstrap_one(self, app: Flask) -> None:
        assert set(app.extensions["appbuilder"].sm.builtin_roles) <= {"Admin"}
        assert not app.config.get("FAB_ROLES")
