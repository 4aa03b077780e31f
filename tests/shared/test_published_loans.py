"""Ten thousand real loans with published instalments, where the file of them is at hand."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.shared.day_count import DayCount
from app.shared.money import parse_major
from app.shared.rounding import Rounding, RoundingMode
from app.shared.schedule.rules import build_schedule
from app.shared.schedule.terms import PeriodRate, RepaymentMethod, Terms

LOANS = Path(__file__).parents[3] / "shared" / "data" / "lendingclub_2018q1.csv"
IRREGULAR_ROWS = {"1548": "243.35", "1968": "830.93", "9687": "733.34"}


def our_instalment(row: dict[str, str]) -> int | None:
    """Annual rate / 12 a month, the instalment rounded up to the cent."""
    terms = Terms(
        parse_major(row["loan_amount"], 2),
        Decimal(row["interest_rate"]) / 100,
        RepaymentMethod.ANNUITY,
        int(row["term"]),
        date(2018, 1, 1),
        day_count=DayCount.THIRTY_360,
        period_rate=PeriodRate.NOMINAL,
        instalment_rounding=Rounding(1, RoundingMode.UP),
    )
    return build_schedule(terms).instalment


def test_instalments_equal_the_published_ones_but_for_three_irregular_rows() -> None:
    if not LOANS.exists():
        pytest.skip(f"the published loan file is not beside the project ({LOANS.name})")
    with LOANS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    differing = {
        row[""]: row["installment"] for row in rows if our_instalment(row) != parse_major(row["installment"], 2)
    }
    assert len(rows) == 10_000
    assert differing == IRREGULAR_ROWS
