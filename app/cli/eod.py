"""`eod`: close every business date that is over, or those up to --date."""

import sys
import time
from argparse import ArgumentParser
from datetime import date

from app.cli.migrate import bring_up_to_date
from app.extensions import db, writing
from app.factory import create_app
from app.security.acting import as_system
from app.servicing.end_of_day.jobs import close_days, last_ended_day
from app.servicing.ledger.invariants import BooksDoNotBalance
from app.shared.company import business_date


def main(arguments: list[str]) -> int:
    """Close days and print one line each; 1 where the books of a day are not right."""
    parser = ArgumentParser(prog="run.py eod", description=__doc__)
    parser.add_argument("--date", type=date.fromisoformat, help="the last day to close; yesterday when left out")
    wished: date | None = parser.parse_args(arguments).date
    app = create_app(pages=False)
    bring_up_to_date(app)
    with app.app_context(), writing(), as_system(db.session, "end of day") as session:
        through = wished or last_ended_day(session)
        if business_date(session) > through:
            print(f"eod: {business_date(session)} is open, nothing up to {through} is left to close")
            return 0
        began = time.monotonic()
        try:
            for day, contracts in close_days(session, through):
                seconds, began = time.monotonic() - began, time.monotonic()
                print(f"eod: {day} closed, {contracts} contracts in {seconds:.1f} s", flush=True)
        except BooksDoNotBalance as error:
            print(f"eod: the books of {business_date(session)} do not balance: {error}", file=sys.stderr)
            return 1
    return 0
