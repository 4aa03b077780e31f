"""The real browser reaches the real server."""

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.redis]


def test_the_login_page_opens(page: Page) -> None:
    answer = page.goto("/login/")
    assert answer is not None
    assert answer.status == 200
    assert page.locator("input[type=password]").count() == 1
