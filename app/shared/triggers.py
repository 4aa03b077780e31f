"""Database triggers that refuse to change or remove posted rows, raw SQL included."""

from sqlalchemy import Connection, text

from app.shared.record import PostedRecord

_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change_of_posted_row() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '% is posted: reverse it, it never changes', TG_TABLE_NAME; END $$ LANGUAGE plpgsql
"""


def posted_tables() -> dict[str, str]:
    """Return table → SQL condition on OLD under which a row never changes again; empty where it is written once."""
    mappers = PostedRecord.registry.mappers
    always = {str(m.local_table): "" for m in mappers if issubclass(m.class_, PostedRecord)}
    once_posted = {str(m.local_table): w for m in mappers if (w := getattr(m.class_, "__posted_when__", ""))}
    return dict(sorted((always | once_posted).items()))


def install_triggers(connection: Connection) -> None:
    """Create the triggers anew on every posted table; SQLite loses them whenever a migration rebuilds a table."""
    on_postgresql = connection.dialect.name == "postgresql"
    if on_postgresql:
        connection.execute(text(_FUNCTION))
    for table, when in posted_tables().items():
        condition = f"WHEN ({when}) " if when else ""
        for statement in _postgresql(table, condition) if on_postgresql else _sqlite(table, condition):
            connection.execute(text(statement))


def _postgresql(table: str, condition: str) -> list[str]:
    return [
        (
            f'CREATE OR REPLACE TRIGGER posted_{table} BEFORE UPDATE OR DELETE ON "{table}" '
            f"FOR EACH ROW {condition}EXECUTE FUNCTION refuse_change_of_posted_row()"
        ),
        (
            f'CREATE OR REPLACE TRIGGER posted_{table}_all BEFORE TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_posted_row()"
        ),
    ]


def _sqlite(table: str, condition: str) -> list[str]:
    statements = []
    for verb in ("UPDATE", "DELETE"):
        name = f"posted_{table}_{verb.lower()}"
        statements += [
            f"DROP TRIGGER IF EXISTS {name}",
            (
                f'CREATE TRIGGER {name} BEFORE {verb} ON "{table}" '
                f"{condition}BEGIN SELECT RAISE(ABORT, '{table} is posted: reverse it, it never changes'); END"
            ),
        ]
    return statements
