"""create_app(): wiring only."""

from flask import Flask
from flask_appbuilder import AppBuilder

import config
from app import extensions
from app.extensions.queue import allow_jobs
from app.jobs.registry import JOBS

appbuilder = AppBuilder()


class UnsafeSettingsError(RuntimeError):
    """Production was started with settings that would expose it."""


def create_app(settings: config.Settings | None = None) -> Flask:
    """Return the application wired by `settings`, those of the environment when none are given."""
    app = Flask("app")
    app.config.from_object(settings or config.from_environment())
    if app.config["ENV_NAME"] == "production" and (problems := config.unsafe_settings(app.config)):
        raise UnsafeSettingsError("\n".join(["Refusing to start:", *problems]))
    extensions.init_app(app)
    allow_jobs(app, frozenset(JOBS))
    with app.app_context():
        appbuilder.init_app(app, extensions.db.session)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    return app


def after_migrate(app: Flask) -> None:
    """Bring what lives beside the schema up to date: FAB's roles and permission rows."""
    app.config["FAB_CREATE_DB"] = True
    appbuilder.sm.create_db()
    appbuilder.add_permissions(update_perms=True)
