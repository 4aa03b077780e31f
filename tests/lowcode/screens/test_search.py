"""The search over everything: grouped by entity, inside the reader's rights, at a bounded cost."""

from collections.abc import Callable

from flask import Flask

from tests.factories.lender import Lender
from tests.lowcode.screens.conftest import Visitor
from tests.lowcode.screens.test_lists import statements

Visit = Callable[[str], Visitor]
MOST_STATEMENTS = 26  # one for each entity that the widest role may look through, and the few of every page


def _found(visitor: Visitor, text: str) -> str:
    answer = visitor.get("/search/", query_string={"q": text, "part": "1"})
    assert answer.status_code == 200
    return answer.text


def test_finds_by_name_grouped_by_entity(visit: Visit) -> None:
    html = _found(visit("north"), "đặng 1")
    assert 'aria-label="Customers"' in html
    assert "North Đặng 1" in html
    assert "South" not in html


def test_finds_a_code_and_a_whole_phone_number(visit: Visit, lender: Lender) -> None:
    north, key = visit("north"), lender.customers["North 1"]
    for text in (f"CUS-{key:06d}", f"cus{key}", f"0912{lender.branches['North']:03d}001"):
        assert "North Đặng 1" in _found(north, text), text
    assert "North Đặng 1" not in _found(north, f"0912{lender.branches['North']:03d}00")
    assert "North Đặng 1" not in _found(visit("south"), f"CUS-{key:06d}")


def test_who_may_not_know_people_finds_none(visit: Visit) -> None:
    assert 'aria-label="Customers"' not in _found(visit("marketer"), "Đặng")


def test_is_a_page_that_works_without_scripts(visit: Visit) -> None:
    html = visit("north").get("/search/", query_string={"q": "đặng 1"}).text
    assert "<title>Search" in html
    assert "North Đặng 1" in html


def test_says_how_to_search_when_nothing_is_found(visit: Visit) -> None:
    assert "Nothing that you may see matches" in _found(visit("north"), "no such thing")
    assert "Type a code" in _found(visit("north"), "x")


def test_asks_strangers_to_sign_in(app: Flask) -> None:
    assert app.test_client().get("/search/?q=abc").status_code == 302


def test_costs_a_bounded_number_of_statements(app: Flask, visit: Visit) -> None:
    for name in ("auditor", "north", "steward"):
        assert statements(app, visit(name), "/search/?q=Nguy&part=1") <= MOST_STATEMENTS, name


def test_a_name_is_found_without_its_marks(visit: Visit) -> None:
    north = visit("north")
    assert "North Đặng 0" in north.get("/customer/list/?q=dang 0").text
    assert "North Đặng 0" not in north.get("/customer/list/?q=dằng 0").text, "marks that are typed are meant"
    offered = north.get("/pick/customer?q=NORTH DANG").get_json()["results"]
    assert [each["text"] for each in offered] == ["North Đặng 0", "North Đặng 1", "North Đặng 2"]
