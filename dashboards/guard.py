"""Guard: one check before everything under /dash/: page, layout, dependencies, callbacks, assets, exports."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from dash.exceptions import DependencyException
from flask import Flask, Response, abort, current_app, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import NotFound

from app.reports.options import business_day
from dashboards.page import Page
from dashboards.rights import READ, may

ROOT = "/dash/"
COOKIE = "_csrf_token"
INSTANCES = "dashboards"
_UPDATE = "_dash-update-component"
# The scripts of Dash are the same for everybody, and hold nothing of anybody.
_PUBLIC_PARTS = ("_dash-component-suites/",)


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
        if rest == _UPDATE and request.is_json and not _names_a_callback(app.extensions[INSTANCES][page.slug]):
            abort(400)
        if not rest and "to" not in request.args and request.method == "GET":
            return _to_full_address(page)
        return None

    # An address of a script that Dash does not have is a mistake of whoever asks.
    app.register_error_handler(DependencyException, lambda _error: app.handle_user_exception(NotFound()))

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


def _names_a_callback(callbacks: Mapping[str, Any]) -> bool:
    """Tell whether the body asks for one of the page's callbacks with the inputs of that callback.

    Dash takes the body as its own script would have written it, and fails over any other.
    """
    try:
        body = request.get_json(silent=True)
    except RecursionError:  # nested a thousand deep and more: no ValueError, so `silent` lets it through
        return False
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        return False
    callback = callbacks.get(body["output"])
    lists = [body.get(name, []) for name in ("inputs", "state", "changedPropIds")]
    if callback is None or not all(isinstance(given, list) for given in lists):
        return False
    inputs, state, changed = lists
    outputs = body.get("outputs")
    return (
        _named(inputs) == _named(callback["inputs"])
        and _named(state) == _named(callback["state"])
        and len(_named(outputs if isinstance(outputs, list) else [outputs])) == len(body["output"].split("..."))
        and all(isinstance(name, str) for name in changed)
    )


def _named(parts: Iterable[Any]) -> list[tuple[str, str]]:
    """Return (component, property) of each part that names one, which a well-formed body does throughout."""
    return [(str(p.get("id")), str(p.get("property"))) for p in parts if isinstance(p, dict)]


def _is_static() -> bool:
    rest = request.path.removeprefix(ROOT).partition("/")[2]
    return rest.startswith(_PUBLIC_PARTS)


def _to_full_address(page: Page) -> ResponseReturnValue:
    """Send to the page with its period named, so that the address reproduces it on another day."""
    filters = page.asked(request.args, business_day())
    return redirect(f"{page.prefix}?{urlencode(filters.query())}")


def _to_sign_in(rest: str) -> ResponseReturnValue:
    """Send a person who opens a page to the sign-in; a script gets a plain refusal."""
    if request.method != "GET" or rest.startswith("_"):
        abort(401)
    login = current_app.extensions["appbuilder"].get_url_for_login
    return redirect(f"{login}?{urlencode({'next': request.full_path})}")
