"""A connection or engine escapes the gateway: each module that uses one is named here, with why it may."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BY_KEY = "reads one row by a key that the caller has checked, or of which it tells no content"
BY_OPERATION = "runs inside an operation, whose right, row and duties were checked before it"
IN_FLUSH = "writes beside a flush, in its transaction, what the guards of that flush have let through"
SETS = "posts in sets as a system job"
OWN_TABLE = "touches only its own table, whose rows belong to no branch"
WHOLE = "is a command on the server and answers nobody"
MAY = {
    "app/administration/oversight.py": "counts accounts and sign-ins for whoever may open the list of users",
    "app/audit/listener.py": IN_FLUSH,
    "app/cli/bench/clock.py": WHOLE,
    "app/cli/bench/days.py": WHOLE,
    "app/cli/bench/multiply.py": WHOLE,
    "app/cli/bench/pages.py": WHOLE,
    "app/cli/gunicorn_settings.py": "closes what the parent process opened, before a child works",
    "app/cli/migrate.py": "asks which revision the database has, before anybody may ask anything",
    "app/cli/supervisor/preconditions.py": "asks whether the database answers at all, before there is an application",
    "app/debt_collection/collection_case/operations.py": SETS,
    "app/extensions/database.py": "prepares the connections themselves",
    "app/extensions/queue.py": OWN_TABLE,
    "app/extensions/retry.py": "asks which database it is",
    "app/factory.py": "installs triggers when the server migrates",
    "app/jobs/dispatch.py": OWN_TABLE,
    "app/jobs/scheduler.py": OWN_TABLE,
    "app/jobs/sweep.py": OWN_TABLE,
    "app/jobs/worker.py": "closes what the parent process opened, before a child works",
    "app/lowcode/files/keeping.py": "notes a file, which nobody reads before a record names it",
    "app/lowcode/files/opening.py": BY_KEY,
    "app/lowcode/files/sweep.py": "compares the store with its table as a system job",
    "app/lowcode/first_step.py": IN_FLUSH,
    "app/lowcode/idempotency.py": OWN_TABLE,
    "app/lowcode/language.py": "reads the company's conventions, which everybody may",
    "app/lowcode/related_party.py": "must know of every tie, also of those that the doer may not see",
    "app/lowcode/reveal.py": "locks the reader's own account",
    "app/lowcode/selection.py": OWN_TABLE,
    "app/people/reach.py": IN_FLUSH,
    "app/reports/drill.py": "stores keys that the runner has scoped, as a selection of the reader's own",
    "app/reports/engine.py": "is the reports' reader; the runner puts the row rule into all that it reads",
    "app/security/account_guard.py": IN_FLUSH,
    "app/security/involvement.py": IN_FLUSH,
    "app/security/loading.py": "finds out who asks, before anybody may",
    "app/security/own_settings.py": OWN_TABLE,
    "app/security/row_rule.py": "is the row rule",
    "app/security/sign_in.py": OWN_TABLE,
    "app/security/sync.py": "writes the declared rights when the server migrates",
    "app/servicing/accrual/operations.py": SETS,
    "app/servicing/book_import/operations.py": "asks which database it is",
    "app/servicing/classification/customer_group.py": BY_OPERATION,
    "app/servicing/classification/operations.py": SETS,
    "app/servicing/end_of_day/jobs.py": "asks which database it is",
    "app/servicing/end_of_day/operations.py": SETS,
    "app/servicing/instalment/operations.py": BY_OPERATION,
    "app/servicing/late_interest/operations.py": SETS,
    "app/servicing/ledger/invariants.py": SETS,
    "app/servicing/ledger/operations.py": BY_OPERATION,
    "app/servicing/ledger/queries.py": BY_OPERATION,
    "app/servicing/payoff/operations.py": BY_OPERATION,
    "app/servicing/receipt/operations.py": BY_OPERATION,
    "app/servicing/receipt/queries.py": BY_OPERATION,
    "app/servicing/repayment/operations.py": BY_OPERATION,
    "app/servicing/repayment/queries.py": BY_OPERATION,
    "app/servicing/write_off/operations.py": BY_OPERATION,
    "app/shared/numbering.py": BY_OPERATION,
}
_NAMES = {"connection", "get_bind", "engine", "engines", "create_engine", "raw_connection", "sessionmaker"}


def escapes(source: str) -> list[str]:
    """Return the names by which a source takes hold of a connection, an engine, or a session of its own."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in _NAMES:
            found.append(node.attr)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            found += [
                alias.name for alias in node.names if alias.name in _NAMES | {"Session"} and _is_made(source, alias)
            ]
    return found


def _is_made(source: str, alias: ast.alias) -> bool:
    """Tell whether what is imported is called, and not only named as a type."""
    name = alias.asname or alias.name
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return any(isinstance(called, ast.Name) and called.id == name for called in calls)


def _modules() -> dict[str, str]:
    folders = ("app", "dashboards")
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


def test_only_the_named_modules_go_behind_the_gateway():
    using = {name for name, source in _modules().items() if escapes(source)}
    assert sorted(using - set(MAY)) == [], "read through the session, or say here why this module may not"
    assert sorted(set(MAY) - using) == [], "these no longer need it: take them out of the list"


def test_dashboards_never_do():
    assert not [name for name in MAY if name.startswith("dashboards/")]


@pytest.mark.parametrize(
    "source",
    [
        "session.connection().execute(x)",
        "with db.engine.begin() as c: pass",
        "take = session.connection",
        "session.get_bind()",
        "from sqlalchemy import create_engine\ncreate_engine('sqlite://')",
        "from sqlalchemy.orm import Session\nSession(bind)",
    ],
)
def test_a_planted_breach_is_caught(source):
    assert escapes(source)
