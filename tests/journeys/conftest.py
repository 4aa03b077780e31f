"""The cast of the journeys, hired once on the live server's database."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.extensions import db, writing
from tests.journeys.cast import Cast, hire


@pytest.fixture(scope="module")
def cast(live_app: Flask, base_url: str, browser: Browser) -> Iterator[Cast]:
    """Everybody the life of a loan needs; LENDBOARD_ALBUM names a folder that is to keep a picture of each station."""
    with live_app.app_context(), writing():
        usernames = hire(db.session())
        db.session.commit()
        db.session.remove()
    album = os.environ.get("LENDBOARD_ALBUM")
    staff = Cast(browser, base_url, Path(album) if album else None, usernames, live_app)
    yield staff
    staff.go_home()
