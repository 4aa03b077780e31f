"""The pages around the generated ones: home, FAB's own account pages, errors, languages and headers."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.lowcode.screens.conftest import Visitor

Visit = Callable[[str], Visitor]


def test_home_asks_a_stranger_to_sign_in_and_shows_a_person_their_work(app: Flask, visit: Visit) -> None:
    assert "/login/" in app.test_client().get("/").location
    assert "My work today" in visit("north").get("/").text


@pytest.mark.parametrize("path", ["/users/userinfo/", "/resetmypassword/form"])
def test_fabs_account_pages_wear_the_shell(visit: Visit, path: str) -> None:
    answer = visit("north").get(path)
    assert answer.status_code == 200
    assert 'class="topbar' in answer.text
    assert "glyphicon" not in answer.text


@pytest.mark.parametrize(("header", "language"), [("zh-CN,zh", "zh"), ("vi", "vi"), ("fr", "en"), ("", "en")])
def test_the_browser_chooses_the_language_until_the_user_does(app: Flask, header: str, language: str) -> None:
    client = app.test_client()
    assert f'<html lang="{language}">' in client.get("/login/", headers={"Accept-Language": header}).text
    client.get("/language/vi?next=/login/")
    assert '<html lang="vi">' in client.get("/login/", headers={"Accept-Language": header}).text
    assert client.get("/language/tlh").status_code == 404


class TestOwnLanguage:
    def test_is_kept_with_the_user_beyond_sign_out_and_browser(self, visit: Visit) -> None:
        first = visit("north")
        answer = first.post("/language/vi", {"next": "/customer/list/"}, page="/")
        assert answer.location == "/customer/list/"
        first.post("/logout/", page="/")
        assert '<html lang="en">' in first.get("/login/").text, "the next to sign in here starts anew"
        chinese = {"Accept-Language": "zh"}
        assert '<html lang="vi">' in visit("north").get("/", headers=chinese).text
        assert '<html lang="zh">' in visit("south").get("/", headers=chinese).text
        first = visit("north")
        first.post("/language/en", page="/")
        assert '<html lang="en">' in first.get("/").text

    def test_is_the_one_thing_an_auditor_writes(self, visit: Visit) -> None:
        visit("auditor").post("/language/zh", page="/")
        assert '<html lang="zh">' in visit("auditor").get("/").text

    def test_is_changed_by_no_link_and_by_no_post_without_a_token(self, visit: Visit) -> None:
        lead = visit("lead")
        lead.get("/language/vi")
        assert lead.client.post("/language/vi").status_code == 400
        assert '<html lang="en">' in visit("lead").get("/").text


def test_every_page_carries_the_headers_and_its_scripts_the_nonce(visit: Visit) -> None:
    for path in ("/customer/list/", "/no/such/page", "/customer/list/?page=x"):
        answer = visit("north").get(path)
        policy = answer.headers["Content-Security-Policy"]
        nonce = re.search(r"'nonce-([^']+)'", policy)
        assert nonce
        assert "unsafe-inline" not in policy.split("style-src")[0]
        assert set(re.findall(r'<script[^>]*nonce="([^"]*)"', answer.text)) == {nonce[1]}
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_refused_form_token_is_explained(app: Flask) -> None:
    answer = app.test_client().post("/login/", data={"username": "x", "password": "y"})
    assert answer.status_code == 400
    assert "Reload the page and send it again." in answer.text


def test_a_fault_of_ours_shows_an_id_and_nothing_else(
    app: Flask, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("SELECT secret FROM nowhere")

    north = visit("north")
    monkeypatch.setattr("app.lowcode.screens.list_page.fetch", broken)
    answer = north.get("/customer/list/")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert re.search(r"<code[^>]*>[0-9a-f]{8}</code>", answer.text)


def test_one_who_reads_json_is_answered_in_json(visit: Visit) -> None:
    answer = visit("north").get("/customer/list/?page=x", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json["message"] == "“page” must be a whole number of at least 1."
