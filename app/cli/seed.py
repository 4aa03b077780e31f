"""`seed`: the demo lender, in an empty company."""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import date

from app.cli.migrate import bring_up_to_date
from app.extensions import db, writing
from app.factory import create_app
from app.shared.clock import local_date
from seed import load


def main(arguments: list[str]) -> int:
    """Load the demo lender; exit status 1 where the company is not empty."""
    app = create_app()
    parser = argparse.ArgumentParser(prog="run.py seed")
    parser.add_argument("--size", type=_size, default=load.DEFAULT_SIZE, help="1 is the whole lender")
    parser.add_argument("--seed", type=int, default=load.DEFAULT_SEED, help="another number gives another lender")
    parser.add_argument(
        "--as-of", type=date.fromisoformat, default=local_date(app.config["BUSINESS_TIME_ZONE"]), metavar="YYYY-MM-DD"
    )
    options = parser.parse_args(arguments)
    started = time.monotonic()
    bring_up_to_date(app)
    try:
        with app.app_context(), writing():
            load.main(options.size, options.seed, options.as_of, _teller(started))
            db.session.remove()
    except load.NotEmptyError as error:
        print(f"lendboard: {error}", file=sys.stderr)
        return 1
    print(f"Demo lender loaded: size {options.size:g}, as of {options.as_of}, {time.monotonic() - started:.1f} s")
    return 0


def _teller(started: float) -> Callable[[str], None]:
    """Return what prints each step with the seconds gone by."""
    return lambda step: print(f"  {time.monotonic() - started:5.1f} s  {step}", flush=True)


def _size(text: str) -> float:
    size = float(text)
    if not 0.02 <= size <= 5:
        raise argparse.ArgumentTypeError("a size from 0.02 to 5, please")
    return size
