"""Guard: one check before everything under /dash/: page, layout, dependencies, callbacks, assets, exports."""

from collections.abc import Iterable
from urllib.parse import urlencode

from flask import Flask, Response, abort, current_app, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from dashboards.page import Page
from dashboards.rights import READ, may

ROOT = "/dash/"
COOKIE = "_csrf_token"
# The scripts of Dash itself and our own style are the same for everybody, and hold nothing of anybody.
_PUBLIC_PARTS = ("_dash-component-suites/", "assets/")


def guard_pages(app: Flask, pages: Iterable[Page]) -> None:
    """Refuse whoever may not open a page, before Dash is reached; call it before the pages are mounted."""
    by_slug = {page.slug: page for page in pages}

    @app.before_request
    def check() -> ResponseReturnValue | None:
        if not request.path.startswith(ROOT):
            return None
        slug, _, rest = request.path.removeprefix(ROOT).partition("/")
        page = by_slug.get(slug)
        if page is None:
            abort(404)
        if not current_user.is_authenticated:
            return _to_sign_in(rest)
        if not may(page, READ):
            abort(403)
        return None

    @app.after_request
    def hand_out_token(response: Response) -> Response:
        if request.path.startswith(ROOT) and current_user.is_authenticated and not _is_static():
            # Dash's renderer sends this cookie back as a header; the token is signed and tied to the session.
            response.set_cookie(
                COOKIE,
                generate_csrf(),
                path=ROOT,
                samesite="Strict",
                secure=current_app.config["SESSION_COOKIE_SECURE"],
            )
        return response


def _is_static() -> bool:
    rest = request.path.removeprefix(ROOT).partition("/")[2]
    return rest.startswith(_PUBLIC_PARTS)


def _to_sign_in(rest: str) -> ResponseReturnValue:
    """Send a person who opens a page to the sign-in; a script gets a plain refusal."""
    if request.method != "GET" or rest.startswith(("_", "assets/")):
        abort(401)
    login = current_app.extensions["appbuilder"].get_url_for_login
    return redirect(f"{login}?{urlencode({'next': request.full_path})}")
