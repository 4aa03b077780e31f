"""Reading instalments."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.servicing.contract.model import Contract
from app.shared.daily_rate import DailyRate
from app.shared.rounding import Rounding


def earned_by(contract: Contract, row: Mapping[str, Any], day: date) -> int:
    """Return the interest of one instalment earned by the end of `day`, as it is booked day by day, minor units."""
    if row["due_on"] <= day:
        return int(row["interest"])
    elapsed = max(0, min(contract.day_count.days(row["start_on"], day), row["days"]))
    rounding = Rounding(contract.interest_rounding_unit, contract.interest_rounding_mode)
    rate = DailyRate(row["rate_numerator"], row["rate_denominator"])
    return min(int(row["interest"]), rate.interest(row["opening"] * elapsed, rounding))
