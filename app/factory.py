"""create_app(): wiring only."""

import logging

from flask import Flask, has_request_context, request
from flask_appbuilder import AppBuilder
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from app import extensions, registry
from app.administration.home import IndexView
from app.administration.shell import dress
from app.audit.accounts import watch_accounts
from app.audit.listener import use_address, watch_changes
from app.extensions.late_rule import LateRule
from app.extensions.queue import allow_jobs
from app.integrations.file_store import use_file_store
from app.jobs.registry import JOBS
from app.lowcode import catalog
from app.lowcode.files.keeping import watch_files
from app.lowcode.first_step import note_writers
from app.lowcode.rest import add_apis
from app.lowcode.rule_runner import run_rules
from app.lowcode.screens import add_screens, menu_grants
from app.people.reach import watch_reach
from app.security.account_guard import guard_accounts
from app.security.acting import use_resolver
from app.security.gateway import guard_reads
from app.security.involvement import watch_involvement
from app.security.manager import SecurityManager
from app.security.sync import admin_grants, sync_roles
from app.security.web import close_by_default, refuse_foreign_hosts
from app.security.write_guard import guard_writes
from app.shared.events import subscribe
from app.shared.keyring import Keyring, use_keyring
from app.shared.triggers import install_triggers


class UnsafeSettingsError(RuntimeError):
    """Production was started with settings that would expose it."""


def govern(session: object) -> None:
    """Put every mechanism in front of a session: read gateway, stamps and audit, rules, write guard, reach."""
    guard_reads(session)
    watch_changes(session)
    watch_accounts(session)
    run_rules(session)
    guard_writes(session)
    watch_involvement(session)
    guard_accounts(session)
    note_writers(session)
    watch_reach(session)
    watch_files(session)


# FAB warns of the relations in its own role and user API at every start; ours to bear, nobody's to act on.
logging.getLogger("flask_appbuilder.models.filters").setLevel(logging.ERROR)
catalog.register(registry.ENTITIES)
subscribe(registry.SUBSCRIPTIONS)
govern(extensions.db.session)
use_address(lambda: request.remote_addr if has_request_context() else None)


def create_app(settings: config.Settings | None = None, *, pages: bool = True) -> Flask:
    """Return the application wired by `settings`, those of the environment when none are given.

    Without `pages` it answers nobody: what workers and the scheduler need, at half the price.
    """
    app = Flask("app")
    app.url_rule_class = LateRule
    app.config.from_object(settings or config.from_environment())
    if app.config["ENV_NAME"] == "production" and (problems := config.unsafe_settings(app.config)):
        raise UnsafeSettingsError("\n".join(["Refusing to start:", *problems]))
    if hops := app.config["TRUSTED_PROXIES"]:
        # The host is not taken from them: a proxy passes on the one it was asked for.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    use_keyring(Keyring(app.config["MASTER_KEY"]))
    use_file_store(app.config["FILE_STORE"])
    refuse_foreign_hosts(app)
    extensions.init_app(app)
    allow_jobs(app, frozenset(JOBS))
    appbuilder = AppBuilder(indexview=IndexView, security_manager_class=SecurityManager)
    with app.app_context():
        appbuilder.init_app(app, extensions.db.session)
        close_by_default(app)
        if pages:
            _add_pages(app, appbuilder)
    use_resolver(lambda: appbuilder.sm.principal())
    return app


def _add_pages(app: Flask, appbuilder: AppBuilder) -> None:
    from dashboards.home import key_figures
    from dashboards.mount import mount_dashboards

    dress(app)
    add_screens(appbuilder, registry.ENTITIES)
    mount_dashboards(app, appbuilder)
    IndexView.figures = staticmethod(key_figures)
    add_apis(appbuilder, registry.ENTITIES)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}


def after_migrate(app: Flask) -> None:
    """Bring what lives beside the schema up to date: FAB's roles and permission rows, and the declared access."""
    from dashboards.pages import PAGES
    from dashboards.rights import dashboard_grants

    appbuilder = app.appbuilder  # type: ignore[attr-defined]
    grants = menu_grants(registry.ENTITIES) | dashboard_grants(PAGES)
    sync_roles(extensions.db.session(), grants | admin_grants(appbuilder))
    install_triggers(extensions.db.session.connection())
    extensions.db.session.commit()
