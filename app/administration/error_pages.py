"""What a user sees when a request fails: what happened, what to do next, and an id that support can find in the log."""

import logging
import secrets

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from app.extensions.retry import is_transient
from app.shared.errors import Busy, DomainError
from app.shared.text import Message, msg

log = logging.getLogger(__name__)

# status: icon, what happened, what to do
PAGES: dict[int, tuple[str, Message, Message]] = {
    400: (
        "help",
        msg("The request could not be read"),
        msg("Check the address or the filter values and try again."),
    ),
    401: ("lock", msg("Please sign in"), msg("Sign in and open the page again.")),
    403: ("shield-lock", msg("You do not have access"), msg("Ask your manager or an administrator for this right.")),
    404: ("search", msg("Page not found"), msg("It may have been moved, or it belongs to a branch you cannot see.")),
    405: ("ban", msg("This cannot be opened directly"), msg("Use the button on the page instead of its address.")),
    409: (
        "refresh",
        msg("Someone else was faster"),
        msg("Reload the page to see the newest state, then try again."),
    ),
    413: ("file", msg("The file is too large"), msg("Choose a smaller file and try again.")),
    422: (
        "alert-circle",
        msg("This is not possible now"),
        msg("Go back, correct what the message names and try again."),
    ),
    429: ("hourglass", msg("Too many attempts"), msg("Wait a minute, then try again.")),
    503: ("hourglass", msg("The database is busy"), msg("Wait a minute, then try again.")),
    500: (
        "alert-triangle",
        msg("Something went wrong on our side"),
        msg("Nothing was saved. Try again; if it happens again, give support the id below."),
    ),
}


def show_errors(app: Flask) -> None:
    """Answer every failure with a page of the shell, or with JSON where the caller reads JSON."""
    app.register_error_handler(DomainError, _refusal)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


def _refusal(error: DomainError) -> Response:
    return _answer(error.status, str(error.message), fields={name: str(text) for name, text in error.fields.items()})


def _stale_form(error: CSRFError) -> Response:
    log.info("form token refused: %s", error.description)
    changed = gettext("Your session has changed since the form was opened. Reload the page and send it again.")
    return _answer(400, changed)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error
    if isinstance(error, SecurityError):  # for a host that is not ours no address of a page can be built
        return make_response(gettext("This host is not served here."), error.code)
    if error.code >= 500:
        return _fault(error)
    answer = _answer(error.code, "")
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            answer.headers[name] = value
    return answer


def _fault(error: Exception) -> Response:
    if is_transient(error):
        log.warning("busy at %s %s: %s", request.method, request.path, error)
        return _refusal(Busy())
    error_id = secrets.token_hex(4)
    log.error("error %s at %s %s", error_id, request.method, request.path, exc_info=error)
    return _answer(500, "", error_id=error_id)


def _answer(status: int, message: str, *, error_id: str = "", fields: dict[str, str] | None = None) -> Response:
    """Return the error as page or JSON; only a fault of ours has an id, since only that one is in the log."""
    icon, heading, advice = PAGES.get(status, PAGES[400])
    if _wants_json():
        body = {"error": str(heading), "message": message or str(advice), "fields": fields, "error_id": error_id}
        return make_response(jsonify({key: value for key, value in body.items() if value}), status)
    appbuilder = current_app.extensions["appbuilder"]
    # A fault may come from the database, which the menu of the full shell would ask again.
    full = status < 500 and current_user.is_authenticated
    page = render_template(
        "appbuilder/error.html",
        base_template=appbuilder.base_template if full else "appbuilder/bare.html",
        appbuilder=appbuilder,
        status=status,
        icon_name=icon,
        title=str(heading),
        message=message,
        advice=str(advice),
        error_id=error_id,
    )
    return make_response(page, status)


def _wants_json() -> bool:
    accept = request.accept_mimetypes
    return request.path.startswith("/api/") or request.is_json or accept["application/json"] > accept["text/html"]
