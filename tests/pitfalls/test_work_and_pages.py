"""Transactions, the cost of a page, and what FAB declares by itself: the stock application's answers, and ours."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import flask_appbuilder
import pytest
from flask import Flask
from playwright.sync_api import Error, Page
from sqlalchemy import DateTime

from app.shared.metadata import Model
from tests.lowcode.screens.conftest import Visitor

Visit = Callable[[str], Visitor]
Stock = dict[str, Any]
SCRIPTS = Path(str(files(flask_appbuilder))) / "static/appbuilder/js"


@pytest.fixture(scope="session")
def base_url() -> str:
    """No server: the one page of this module is written by its test."""
    return "http://localhost"


def test_stock_asks_once_a_row(stock: Stock) -> None:
    one, many = stock["statements for 1 and 26 rows"]
    assert many - one >= 20


def test_stock_stores_what_its_effect_refused(stock: Stock) -> None:
    assert stock["stored although its effect failed"] == 1


def test_stock_lets_the_last_writer_win(stock: Stock) -> None:
    assert stock["who saved last"] == "second"


def test_stock_writes_its_audit_without_a_time_zone(stock: Stock) -> None:
    assert stock["audit keeps a time zone"] == [False, False]


class TestPages:
    def test_stock_is_bootstrap_3_in_no_language_under_one_title(self, stock: Stock) -> None:
        assert "v3.4" in stock["bootstrap"]
        assert stock["language of the page"] == []
        assert len(stock["titles"]) == 1
        assert stock["charts"]
        assert not stock["vietnamese"]

    def test_each_page_says_what_it_is(self, app: Flask, visit: Visit) -> None:
        north = visit("north")
        pages = [north.get(f"/{slug}/list/").text for slug in ("customer", "lead")]
        titles = {page.partition("<title>")[2].partition("</title>")[0].strip() for page in pages}
        assert len(titles) == 2
        assert all("<html lang=" in page for page in pages)
        assert not [rule.rule for rule in app.url_map.iter_rules() if "chart" in rule.rule]


@pytest.mark.browser
def test_stock_pickers_fail_in_the_browser(page: Page) -> None:
    page.set_content('<input type="text" class="my_select2_ajax" endpoint="/none">')
    for script in ("jquery-latest.js", "bootstrap.min.js", "select2/select2.min.js"):
        page.add_script_tag(path=SCRIPTS / script)
    with pytest.raises(Error, match="select2"):
        page.evaluate("() => { $('.my_select2_ajax').select2({data: [], placeholder: 'Select', allowClear: true}) }")


class TestModels:
    def test_stock_names_no_constraint(self, stock: Stock) -> None:
        assert stock["names constraints"] == ["ix"]

    def test_every_constraint_has_a_name(self, app: Flask) -> None:
        tables = Model.metadata.tables.values()
        assert [(table.name, c) for table in tables for c in table.constraints if c.name is None] == []

    def test_every_instant_of_ours_has_a_zone(self, app: Flask) -> None:
        tables = [table for table in Model.metadata.tables.values() if not table.name.startswith("ab_")]
        types = {str(column): column.type for table in tables for column in table.columns}
        instants = {name: getattr(kind, "impl", kind) for name, kind in types.items()}
        instants = {name: kind for name, kind in instants.items() if isinstance(kind, DateTime)}
        assert instants
        assert [name for name, kind in instants.items() if not kind.timezone] == []


def test_the_security_api_starts_on_the_locked_marshmallow(app: Flask) -> None:
    assert app.config["FAB_ADD_SECURITY_API"]
    assert "/api/v1/security/users/" in {rule.rule for rule in app.url_map.iter_rules()}
