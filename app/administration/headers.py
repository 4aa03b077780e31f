"""Response headers: a strict content policy with nonces, and nothing about a signed-in user left in caches."""

from flask import Flask, Response, request, session
from flask_talisman import Talisman

# The endpoint of the scripts of Dash, which all dashboards share.
LIBRARIES = "dashboards.libraries"
CONTENT_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    # Plotly and Tom Select write style attributes; scripts stay strict.
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def protect_responses(app: Flask) -> Talisman:
    """Send the content policy, nosniff, frame and referrer headers with every answer and no-store with private ones."""
    app.after_request(_keep_private)
    secure = bool(app.config.get("SESSION_COOKIE_SECURE"))
    talisman = Talisman(
        app,
        content_security_policy=CONTENT_POLICY,
        content_security_policy_nonce_in=["script-src"],
        force_https=secure,
        strict_transport_security=secure,
        session_cookie_secure=secure,
        session_cookie_samesite=app.config.get("SESSION_COOKIE_SAMESITE", "Lax"),
        frame_options="DENY",
        referrer_policy="same-origin",
        permissions_policy={"camera": "()", "microphone": "()", "payment": "()", "browsing-topics": "()"},
    )
    # The page of a refused request needs its nonce too: make it before anything may refuse.
    hooks = app.before_request_funcs[None]
    own = [hook for hook in hooks if getattr(hook, "__self__", None) is talisman]
    app.before_request_funcs[None] = [*own, *(hook for hook in hooks if hook not in own)]
    return talisman


def is_versioned() -> bool:
    """Tell whether the request is for a file whose address changes with its content: such a one never goes stale."""
    return request.endpoint == LIBRARIES or (request.endpoint == "static" and "v" in request.args)


def _keep_private(response: Response) -> Response:
    static = request.endpoint in ("static", LIBRARIES) or (request.endpoint or "").endswith(".static")
    is_private = "_user_id" in session or "csrf_token" in session or "Authorization" in request.headers
    if is_versioned() and response.status_code in (200, 206, 304):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif not static and (is_private or request.method != "GET"):
        response.headers["Cache-Control"] = "no-store"
    return response
