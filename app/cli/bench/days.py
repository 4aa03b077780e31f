"""Days: how many contracts a second end of day closes in one process."""

import statistics
import time
from datetime import timedelta
from typing import TypedDict

from flask import Flask

from app.extensions import db, writing
from app.security.acting import as_system
from app.servicing.end_of_day.jobs import close_days
from app.shared.company import business_date


class Closing(TypedDict):
    """The contracts of a day, and the median of the contracts a second over the days that were closed."""

    days: int
    contracts: int
    contracts_per_second: float


def measure(app: Flask, count: int) -> Closing:
    """Close the next `count` business dates, one after the other."""
    rates, contracts = [], 0
    with app.app_context(), writing(), as_system(db.session, "end of day") as session:
        through = business_date(session) + timedelta(days=count - 1)
        started = time.perf_counter()
        for _day, contracts in close_days(session, through):
            rates.append(contracts / (time.perf_counter() - started))
            started = time.perf_counter()
        db.session.remove()
    return Closing(days=len(rates), contracts=contracts, contracts_per_second=round(statistics.median(rates), 1))
