"""The Dash instance of one page, drawn inside the shell under the strict content policy."""

import re
from pathlib import Path
from typing import Any

from dash import Dash
from dash import __version__ as version
from flask import Flask, current_app, render_template
from flask.typing import ResponseReturnValue

from dashboards.page import Page

FOLDER = Path(__file__).parent
# All pages load the scripts of Dash from here, so that a browser fetches them once and not once a page; the version
# is in the address because Dash puts it into some names only.
LIBRARIES = f"/libraries/{version}/"
_SUITES = "_dash-component-suites/"
_SCRIPT = re.compile(r"<script(?![^>]*\bnonce=)")


class ShellDash(Dash):
    """A Dash page whose frame is FAB's base template and whose scripts carry the response's nonce."""

    def __init__(self, page: Page, server: Flask) -> None:
        self.page = page
        super().__init__(
            f"dashboards.{page.slug}",
            server=server,  # type: ignore[arg-type]
            url_base_pathname=page.prefix,
            assets_folder="",
            include_assets_files=False,
            serve_locally=True,
            suppress_callback_exceptions=True,
            enable_mcp=False,
            include_pages_meta=False,
            update_title="",
        )

    def _setup_plotlyjs(self) -> None:
        """Leave the full plotly.js out: the shell's template loads a partial bundle a third of its size."""

    def library(self, package: str, path: str) -> ResponseReturnValue:
        """Return a script or style of Dash; Dash itself refuses what is none of its own."""
        backend: Any = self.backend
        answer: ResponseReturnValue = backend.serve_component_suites(self, package, path)
        return answer

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]
        """Return the page; Dash calls this with its tags as keywords."""
        nonce = current_app.jinja_env.globals.get("csp_nonce", str)()  # type: ignore[operator]
        own, shared = self.page.prefix + _SUITES, LIBRARIES + _SUITES
        tags = {
            name: _SCRIPT.sub(f'<script nonce="{nonce}"', text).replace(own, shared) if isinstance(text, str) else text
            for name, text in parts.items()
        }
        appbuilder = current_app.extensions["appbuilder"]
        return render_template(
            "dashboard.html",
            dash=tags,
            title=str(self.page.title),
            page=self.page,
            appbuilder=appbuilder,
            base_template=appbuilder.base_template,
        )
