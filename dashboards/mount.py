"""Mount: every dashboard as a Dash instance of its own inside the application, behind one guard."""

from flask import Blueprint, Flask, Response, redirect, request, send_file
from flask.typing import ResponseReturnValue
from flask_appbuilder import AppBuilder

from app.reports.drill import open_records, read_cell, records_url
from app.reports.export import MIME_TYPES, Choice, note_export, write_csv, write_xlsx
from app.reports.options import business_day, value_names
from app.security.names import named_views
from app.shared.errors import BadRequest, NotFound
from app.shared.text import msg
from dashboards.callbacks import connect, layout_of
from dashboards.files import sheets_of
from dashboards.guard import INSTANCES, guard_pages
from dashboards.instance import FOLDER, LIBRARIES, ShellDash
from dashboards.page import Page
from dashboards.pages import PAGES
from dashboards.rights import EXPORT, MENU, menu_name, reader_of


def mount_dashboards(app: Flask, appbuilder: AppBuilder) -> None:
    """Add every page to the application and its menu; call it once, after AppBuilder is set up."""
    shared = Blueprint("dashboards", __name__, template_folder=str(FOLDER / "templates"))
    guard_pages(app, PAGES)
    instances = [_mount(app, appbuilder, page) for page in PAGES]
    app.extensions[INSTANCES] = {dash.page.slug: dash.callback_map for dash in instances}
    shared.add_url_rule(f"{LIBRARIES}_dash-component-suites/<package>/<path:path>", "libraries", instances[0].library)
    app.register_blueprint(shared)


def _mount(app: Flask, appbuilder: AppBuilder, page: Page) -> ShellDash:
    dash = ShellDash(page, app)
    dash.layout = lambda: layout_of(page)
    connect(dash, page)
    named_views(app)[page.permission] = page.title
    app.add_url_rule(f"{page.prefix}records", f"{page.slug}_records", lambda: _records(page))
    app.add_url_rule(f"{page.prefix}export/<kind>", f"{page.slug}_export", lambda kind: _export(page, kind))
    appbuilder.add_link(
        menu_name(page),
        href=page.prefix,
        icon=page.icon,
        label=page.title,
        category=MENU,
        category_icon="chart-bar",
        category_label=msg("Dashboards"),
    )
    return dash


def _records(page: Page) -> ResponseReturnValue:
    """Open the records behind a figure: store their keys for this reader and go to their list."""
    principal = reader_of(page)
    figure = request.args.get("figure", "")
    if figure not in page.figures:
        raise NotFound
    filters = page.asked(request.args, business_day())
    return redirect(records_url(open_records(principal, figure, filters, read_cell(request.args))))


def _export(page: Page, kind: str) -> Response:
    """Send the figures of the page, or of one section, as a file."""
    if kind not in MIME_TYPES:
        raise NotFound
    principal = reader_of(page, EXPORT)
    filters = page.asked(request.args, business_day())
    numbers = {name: _number(name) for name in ("section", "view") if request.args.get(name)}
    sheets = sheets_of(page, filters, principal, **numbers)
    if not sheets:
        raise NotFound
    choice = Choice(filters, value_names(principal, filters))
    file = write_csv(choice, sheets) if kind == "csv" else write_xlsx(str(page.title), choice, sheets)
    note_export(page.slug, kind, filters, sheets)
    name = f"{page.slug}-{filters.period.first}-{filters.period.last}.{kind}"
    return send_file(file, mimetype=MIME_TYPES[kind], as_attachment=True, download_name=name)


def _number(name: str) -> int:
    text = request.args[name]
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise BadRequest(msg("This page has no such section."))
    return int(text)
