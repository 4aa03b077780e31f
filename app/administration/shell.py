"""The shell: what every page shares; wired once by the factory."""

from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.administration.compression import compress_responses
from app.administration.error_pages import show_errors
from app.administration.headers import protect_responses
from app.administration.icons import icon
from app.administration.navigation import sidebar, trail
from app.administration.rights_in_words import speak_of_rights
from app.extensions.database import db
from app.lowcode.language import COOKIE, COOKIE_SECONDS, conventions, current_language, use_catalogue
from app.security.account_guard import is_declared_role
from app.security.acting import principal_of
from app.security.own_settings import keep_language

blueprint = Blueprint("shell", __name__)


def dress(app: Flask) -> None:
    """Give the application its look, languages, error pages and headers; call it after AppBuilder is set up."""
    use_catalogue(app)
    protect_responses(app)
    compress_responses(app)
    show_errors(app)
    speak_of_rights(app)
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(icon=icon, asset=asset, sidebar=sidebar, trail=trail, language=current_language)
    app.jinja_env.tests["declared_role"] = is_declared_role
    app.jinja_env.globals.update(lacks_place=_lacks_place, languages=app.config["LANGUAGES"], conventions=conventions)


def _lacks_place() -> bool:
    """Tell whether the reader must be told why lists, queues and figures stay empty."""
    principal = principal_of(db.session) if current_user.is_authenticated else None
    return principal is not None and principal.lacks_place


def asset(path: str) -> str:
    """Return the address of a static file with its version, so that browsers may keep it for ever."""
    return url_for("static", filename=path, v=_version(current_app.static_folder or "", path, current_app.debug))


@lru_cache(maxsize=256)
def _cached_version(folder: str, path: str) -> str:
    file = Path(folder, path)
    return f"{int(file.stat().st_mtime):x}" if file.is_file() else "0"


def _version(folder: str, path: str, debug: bool) -> str:
    return _cached_version.__wrapped__(folder, path) if debug else _cached_version(folder, path)


@blueprint.route("/language/<code>", methods=["GET", "POST"])
def choose_language(code: str) -> ResponseReturnValue:
    """Take up the language and go back to the page it was chosen on; a signed-in user keeps it on every browser.

    Only a POST, which carries a form token, writes to the user's settings: a link may not.
    """
    if code not in current_app.config["LANGUAGES"]:
        abort(404)
    session["locale"] = code
    response: Any = redirect(local_path(request.values.get("next", "")))
    if not current_user.is_authenticated:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(COOKIE, code, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=secure)
    elif request.method == "POST":
        keep_language(db.session, current_user.id, code)
        db.session.commit()
    return response


def local_path(target: str) -> str:
    """Return `target` when it is a path of this site, else the home page: never another host."""
    parts = urlsplit(target.replace("\\", "/"))
    is_local = target.startswith("/") and not target.startswith("//") and not parts.netloc and not parts.scheme
    return target if is_local and target.isprintable() and "\\" not in target else url_for("IndexView.index")
