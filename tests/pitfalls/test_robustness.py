"""What cannot be read, how much is sent, what a refusal keeps: the stock application's answers, and ours."""

from collections.abc import Callable
from typing import Any

import pytest

from app.lowcode.catalog import all_entities
from app.shared.field import FieldKind, fields_of
from tests.lowcode.screens.conftest import Visitor

Visit = Callable[[str], Visitor]
Stock = dict[str, Any]


def test_stock_fails_on_odd_addresses(stock: Stock) -> None:
    assert set(stock["a fault of the server"].values()) == {500}


def test_stock_sends_pages_of_any_size(stock: Stock) -> None:
    assert stock["rows of one page"] > 200


class TestUnreadableDates:
    def test_stock_shows_all_rows(self, stock: Stock) -> None:
        assert stock["rows for an unreadable date"] > 200

    def test_every_date_filter_refuses_them(self, visit: Visit) -> None:
        auditor, asked = visit("auditor"), []
        for entity in all_entities():
            for name, facts in fields_of(entity.model).items():
                if facts.filtered and facts.mask is None and facts.kind in (FieldKind.DATE, FieldKind.TIMESTAMP):
                    path = f"/{entity.slug}/list/?f_{name}_from=abc"
                    asked.append((path, auditor.get(path).status_code))
        assert asked
        assert {status for _, status in asked} == {400}, asked


class TestChoices:
    def test_stock_sends_the_whole_table(self, stock: Stock) -> None:
        assert stock["choices in a form"] > 400

    @pytest.mark.parametrize("path", ["/contact/add", "/application/add", "/lead/add"])
    def test_a_form_asks_for_them_when_they_are_wanted(self, visit: Visit, path: str) -> None:
        page = visit("north").get(path).text
        assert "data-pick-url" in page
        assert "my_select2" not in page


class TestRefusedForms:
    def test_stock_throws_the_input_away_and_fails_in_its_api(self, stock: Stock) -> None:
        assert not stock["a refused form keeps the input"]
        assert stock["a refused api call"] == 500


class TestAmounts:
    def test_stock_stores_what_is_no_amount(self, stock: Stock) -> None:
        accepted = {text: count for text, (_, count) in stock["amounts accepted"].items()}
        assert accepted == {"Infinity": 1, "NaN": 1, "1e400": 1, "١٢٣": 1}
        assert stock["a large amount"] == "99999999999999.98"

    @pytest.mark.parametrize("text", ["Infinity", "NaN", "1e400", "١٢٣"])
    def test_each_is_refused_beside_its_field(self, visit: Visit, text: str) -> None:
        answer = visit("north").post("/customer/add", {"full_name": "A", "monthly_income": text})
        assert answer.status_code == 422
        assert "This is not a number" in answer.text


def test_stock_stores_five_rows_for_five_sendings(stock: Stock) -> None:
    assert stock["five sendings"] == 5
