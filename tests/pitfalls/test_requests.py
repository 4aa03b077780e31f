"""Requests and sign-ins: the stock application's answers; what Lendboard answers is proven in `tests/security/web`."""

from typing import Any

Stock = dict[str, Any]


def test_stock_deletes_by_a_link(stock: Stock) -> None:
    assert stock["a link deletes"]


def test_stock_takes_the_browsers_cookie_for_a_writing_api_call(stock: Stock) -> None:
    assert stock["a client sets status and customer"][0] == "posted"
    assert stock["cookie"] == [False, None]


def test_stock_lets_a_stolen_cookie_live_on(stock: Stock) -> None:
    assert stock["a stolen cookie after the sign-out"] == 200
    assert stock["a stolen cookie after a new password"] == 200


def test_stock_takes_any_password_and_any_number_of_guesses(stock: Stock) -> None:
    assert stock["the password 1 after 10 wrong ones"] == 200


def test_stock_follows_a_forged_host(stock: Stock) -> None:
    assert stock["a forged host leads to"] == "http://evil.example/"


def test_stock_sends_any_upload(stock: Stock) -> None:
    assert stock["any upload is sent"] == [200, "identity card"]


def test_stock_sends_no_security_headers(stock: Stock) -> None:
    assert stock["headers"] == []
