"""How Alembic reaches the application's database: one process at a time, one transaction, FAB's tables included."""

from alembic import context
from alembic.autogenerate.render import _repr_type
from flask import current_app
from sqlalchemy import Connection, text
from sqlalchemy.types import TypeDecorator

MIGRATION_LOCK = 7_202_611_22


def render_item(kind, item, autogen_context):
    """Write a column type of ours as the plain type that it stores: a migration imports nothing of the application."""
    if kind == "type" and type(item).__module__.startswith("app."):
        return _repr_type(plain_type(item), autogen_context)
    return False


def plain_type(item):
    """Return SQLAlchemy's own type that a type of ours decorates or extends."""
    if isinstance(item, TypeDecorator):
        return item.impl_instance
    nearest = next(base for base in type(item).__mro__ if base.__module__.startswith("sqlalchemy"))
    return nearest(item.length)


def run(connection: Connection) -> None:
    """Configure Alembic on `connection` and run the migrations in one transaction on either engine."""
    options = current_app.extensions["migrate"].configure_args
    context.configure(
        connection=connection,
        target_metadata=current_app.extensions["migrate"].db.metadata,
        render_item=render_item,
        transactional_ddl=True,
        **options,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"the migration broke foreign keys: {broken[:5]}")


def main() -> None:
    """Open a connection of its own and migrate on it."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        if connection.dialect.name == "sqlite":
            # Batch mode rebuilds tables; with the keys enforced that would delete the rows that point to them.
            raw.execute("PRAGMA foreign_keys = OFF")
        try:
            run(connection)
        finally:
            if connection.dialect.name == "sqlite":
                connection.rollback()
                raw.execute("PRAGMA foreign_keys = ON")


main()
