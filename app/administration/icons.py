"""Icons: one inline SVG each, read from the icon files that set-up puts beside the other vendor files."""

import logging
import re
from functools import lru_cache
from pathlib import Path

from flask import current_app
from markupsafe import Markup

log = logging.getLogger(__name__)

# FAB's own views name Font Awesome icons; these are the ones they use.
FONT_AWESOME = {
    "fa-user": "user", "fa-users": "users", "fa-user-shield": "shield-lock", "fa-group": "users", "fa-cogs": "settings",
    "fa-list": "list", "fa-bar-chart-o": "chart-bar", "fa-database": "database", "fa-edit": "edit",
    "fa-lock": "lock", "fa-key": "key", "fa-sign-in": "login", "fa-trash": "trash", "fa-trash-o": "trash",
    "fa-rocket": "rotate", "fa-file": "file", "fa-home": "home", "fa-server": "server", "fa-search": "search",
}  # fmt: skip
_INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_BOUNDING_BOX = re.compile(r'<path\s+stroke="none"[^>]*/>')


def _paths(folder: str, name: str) -> str:
    file = Path(folder, f"{name}.svg")
    match = _INNER.search(file.read_text(encoding="utf-8")) if file.is_file() else None
    if match is None:
        log.warning("icon %s is missing: add it to static/icons.txt and run set-up again", name)
        return ""
    return " ".join(_BOUNDING_BOX.sub("", match[1]).split())


_SVG = (
    '<svg class="icon {css}" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" '
    'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{paths}</svg>'
)


def icon(name: str, css: str = "") -> Markup:
    """Return the icon as markup hidden from screen readers: the text beside it carries the meaning."""
    plain = FONT_AWESOME.get(name.split()[-1], name) if name else "chevron-right"
    if not re.fullmatch(r"[a-z0-9-]+", plain) or plain.startswith("fa-"):
        plain = "chevron-right"
    return _drawn(str(Path(current_app.static_folder or "", "vendor", "icons")), plain, css)


@lru_cache(maxsize=512)
def _drawn(folder: str, name: str, css: str) -> Markup:
    # A page asks for some eighty icons, the same ones each time.
    return Markup(_SVG).format(css=css, paths=Markup(_paths(folder, name)))  # noqa: S704 - a vendor's file
