"""The shell without a database: icons, addresses and the rules of its templates."""

import re
from pathlib import Path

import pytest
from flask import Flask

from app.administration import shell
from app.administration.icons import FONT_AWESOME, icon
from app.administration.navigation import Entry, _activated, _lies_under
from app.lowcode.screens import MENU_ICONS
from app.registry import ENTITIES

APP = Path(__file__).parents[2] / "app"
TEMPLATES = sorted((APP / "templates").rglob("*.html"))


@pytest.fixture
def bare_app() -> Flask:
    application = Flask("app", root_path=str(APP))
    application.add_url_rule("/", endpoint="IndexView.index", view_func=lambda: "home")
    return application


def _listed_icons() -> set[str]:
    return set((APP / "static" / "icons.txt").read_text().split())


def test_every_icon_named_in_a_template_is_fetched_at_set_up() -> None:
    named = {name for file in TEMPLATES for name in re.findall(r"icon\('([a-z0-9-]+)'", file.read_text())}
    assert named <= _listed_icons()
    assert set(FONT_AWESOME.values()) <= _listed_icons()
    assert {*(entity.icon for entity in ENTITIES), *MENU_ICONS.values()} <= _listed_icons()


def test_no_template_asks_another_host_or_runs_inline_handlers() -> None:
    for file in TEMPLATES:
        text = file.read_text()
        assert not re.search(r"""(src|href)=["'](https?:)?//""", text), file
        assert not re.search(r"\son[a-z]+=", text), file
        assert all("nonce=" in tag for tag in re.findall(r"<script[^>]*>", text)), file


def test_an_unknown_icon_is_drawn_as_a_neutral_one(bare_app: Flask) -> None:
    with bare_app.app_context():
        assert icon("fa-unheard-of") == icon("")
        assert "<script" not in icon('"><script>')


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\/evil",
        "javascript:alert(1)",
        "",
        "/a\tb",
        "evil",
    ],
)
def test_the_language_switch_never_leads_to_another_host(bare_app: Flask, target: str) -> None:
    with bare_app.test_request_context():
        assert shell.local_path(target) == "/"


def test_the_language_switch_returns_to_the_page(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        assert shell.local_path("/customers/list/?q=An") == "/customers/list/?q=An"


class TestSidebar:
    def test_record_pages_belong_to_the_entry_of_their_list(self) -> None:
        assert _lies_under("/customer/show/7", "/customer/list/")
        assert not _lies_under("/customer_note/list/", "/customer/list/")

    def test_the_group_of_the_current_entry_is_active_too(self) -> None:
        child = Entry("Customers", "Customers", "users", "/customer/list/", active=False)
        group = Entry("Parties", "Parties", "", "", active=False, children=(child,))
        marked = _activated(group, "/customer/list/")
        assert marked.active
        assert marked.children[0].active
