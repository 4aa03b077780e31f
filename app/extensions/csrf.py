"""CSRF protection for every request that a browser could be tricked into sending."""

from flask import current_app, request
from flask_login import COOKIE_NAME
from flask_wtf import CSRFProtect


class BrowserCsrf(CSRFProtect):
    """Checks each writing request except one that carries a bearer token and no cookie of ours.

    No other site can make a browser send an `Authorization` header, and without a cookie there is nothing to abuse.
    """

    def protect(self, apply_exemptions: bool = False) -> None:
        """Refuse the request unless it has a valid token or needs none."""
        config = current_app.config
        cookies = (config["SESSION_COOKIE_NAME"], config.get("REMEMBER_COOKIE_NAME", COOKIE_NAME))
        bearer = request.headers.get("Authorization", "").startswith("Bearer ")
        if bearer and not any(name in request.cookies for name in cookies):
            return
        super().protect(apply_exemptions)
