"""The Dash instance of one page, drawn inside the shell under the strict content policy."""

import re
from pathlib import Path
from typing import Any

from dash import Dash
from flask import Flask, current_app, render_template

from dashboards.page import Page

FOLDER = Path(__file__).parent
_SCRIPT = re.compile(r"<script(?![^>]*\bnonce=)")


class ShellDash(Dash):
    """A Dash page whose frame is FAB's base template and whose scripts carry the response's nonce."""

    def __init__(self, page: Page, server: Flask) -> None:
        self.page = page
        super().__init__(
            f"dashboards.{page.slug}",
            server=server,  # type: ignore[arg-type]
            url_base_pathname=page.prefix,
            assets_folder=str(FOLDER / "assets"),
            serve_locally=True,
            suppress_callback_exceptions=True,
            enable_mcp=False,
            include_pages_meta=False,
            update_title="",
        )

    def _setup_plotlyjs(self) -> None:
        """Leave the full plotly.js out: the shell's template loads a partial bundle a third of its size."""

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]
        """Return the page; Dash calls this with its tags as keywords."""
        nonce = current_app.jinja_env.globals.get("csp_nonce", str)()  # type: ignore[operator]
        tags = {
            name: _SCRIPT.sub(f'<script nonce="{nonce}"', text) if isinstance(text, str) else text
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
