"""FAB's account screens speak the reader's language: roles, rights, labels and explanations."""

import re
from types import SimpleNamespace

import pytest

from app.administration.rights_in_words import grouped_rights, right_name, role_name
from app.lowcode.screens import menu_grants
from app.registry import ENTITIES
from app.security.account_guard import is_declared_role
from app.security.roles import Role
from app.security.sync import admin_grants, declared_grants
from dashboards.pages import PAGES
from dashboards.rights import dashboard_grants

_ENGLISH = re.compile(r"[A-Za-z]{3,}")
_MAY_STAY = {"API", "KPI", "ROI"}


def _right(permission, view):
    return SimpleNamespace(permission=SimpleNamespace(name=permission), view_menu=SimpleNamespace(name=view))


@pytest.fixture
def in_chinese(app):
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        yield app.extensions["appbuilder"]


def test_every_right_there_is_has_words_in_the_readers_language(in_chinese):
    grants = declared_grants() | menu_grants(ENTITIES) | dashboard_grants(PAGES) | admin_grants(in_chinese)
    names = {right_name(_right(permission, view)) for _role, permission, view in grants}
    assert len(names) > 300
    assert {name: found for name in names if (found := set(_ENGLISH.findall(name)) - _MAY_STAY)} == {}


def test_every_role_has_a_name_in_the_readers_language(in_chinese):
    assert [name for role in (*Role, "Admin", "Public") if _ENGLISH.search(name := role_name(role))] == []
    assert role_name("Ban kiểm soát") == "Ban kiểm soát"


def test_rights_are_told_by_record_with_the_names_of_its_buttons(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        given = [_right("can_read", "Receipt"), _right("can_post", "Receipt"), _right("can_post", "Role")]
        assert grouped_rights(given) == [("Receipt", ["Post", "Read"]), ("Roles", ["Add by API"])]


def _texts(page):
    page = re.sub(r"<(script|style|svg|time)[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    main = page[page.index("<main") : page.index("</main>")] if "<main" in page else page
    return {text.strip() for text in re.findall(r">([^<>]+)<", main) if set(_ENGLISH.findall(text)) - _MAY_STAY}


@pytest.mark.parametrize(
    "path",
    ["/users/list/", "/users/show/1", "/users/add", "/roles/list/", "/roles/show/1", "/groups/list/", "/groups/add"],
)
def test_no_english_is_left_on_a_screen(open_browser, accounts, path):
    browser = open_browser("administrator")
    browser.get("/language/zh?next=/")
    people = {
        part for name in accounts for part in (name, name.title(), f"Probe {name.title()}", f"{name}@lender.example")
    }
    assert {text for text in _texts(browser.get(path).text) if text not in people} <= {"Probe"}


def test_what_the_application_declares_cannot_be_changed_there(open_browser):
    page = open_browser("administrator").get("/roles/list/").text
    assert "/roles/show/" in page
    assert "/roles/edit/" not in page
    assert is_declared_role("Public")
    assert not is_declared_role("Ban kiểm soát")
