"""The subcommand: a throw-away demo lender of the asked size, measured and printed as one table or as JSON."""

import argparse
import json
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from flask import Flask

from app.cli import migrate
from app.cli.bench import bare, days, pages, report
from app.extensions import db, writing
from app.factory import create_app
from config import Testing
from seed import load

AS_OF = date(2026, 11, 20)  # fixed, so that runs of two days compare


def main(arguments: list[str]) -> int:
    """Measure and print; nothing outside a temporary folder is written unless --database names an empty database."""
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("--size", type=float, default=load.DEFAULT_SIZE, help="of the demo lender; 1 is the whole")
    parser.add_argument("--repeat", type=int, default=7, help="how often each page is asked; the median counts")
    parser.add_argument("--days", type=int, default=3, help="how many business dates are closed")
    parser.add_argument("--contracts", type=int, default=20_000, help="to how many the loan book is copied before that")
    parser.add_argument("--database", metavar="URL", help="an empty database; a temporary SQLite file when left out")
    parser.add_argument("--json", action="store_true", help="print JSON in place of the table")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="lendboard-bench-") as folder:
        url = options.database or f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        app = create_app(_Bench({"DATABASE_URL": url, "DATA_DIR": folder}))
        try:
            found = measure(
                app,
                size=options.size,
                repeat=options.repeat,
                days_closed=options.days,
                contracts=options.contracts,
            )
        except load.NotEmptyError as error:
            print(f"lendboard: {error}", file=sys.stderr)
            return 1
    print(json.dumps(found, indent=2) if options.json else report.table(found))
    return 0


def measure(app: Flask, *, size: float, repeat: int, days_closed: int, contracts: int) -> report.Findings:
    """Seed the application's empty database and return everything that was measured."""
    migrate.run(app)
    started = time.perf_counter()
    with app.app_context(), writing():
        load.main(size, load.DEFAULT_SEED, AS_OF)
        db.session.remove()
    seeded = time.perf_counter() - started
    stock = bare.Stock(app)
    rows = pages.measure(app, stock, repeat)
    return {
        "size": size,
        "database": db_name(app),
        "repeat": repeat,
        "seed_seconds": round(seeded, 1),
        "pages": rows,
        "end_of_day": days.measure(app, days_closed, contracts),
    }


def db_name(app: Flask) -> str:
    """Return the kind of database that was measured."""
    return str(app.config["SQLALCHEMY_DATABASE_URI"]).partition(":")[0].partition("+")[0]


class _Bench(Testing):
    """The settings of tests, but with a database that waits for its disk as in real life."""

    SQLITE_SYNCHRONOUS = "FULL"
