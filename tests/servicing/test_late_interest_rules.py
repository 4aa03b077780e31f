"""Late interest: the worked example, caps, and days that add up."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.servicing.late_interest.rules import (
    Held,
    LateCaps,
    LateInterest,
    LateRateAboveCapError,
    agreed_late_rates,
    balance_days,
    late_interest,
)
from app.shared.day_count import DayCount

CAPS = LateCaps(Decimal("1.5"), Decimal("0.10"))
RATES = agreed_late_rates(Decimal("0.24"), Decimal("1.5"), Decimal("0.10"), CAPS)
DUE = date(2026, 2, 15)
NEVER = date(2030, 1, 1)
PRINCIPAL, INTEREST = [Held(3_706_822, DUE, NEVER)], [Held(1_019_178, DUE, NEVER)]


def owed(as_of: date, last_day_to_pay: date = DUE) -> LateInterest:
    return late_interest(PRINCIPAL, INTEREST, RATES, as_of=as_of, last_day_to_pay=last_day_to_pay)


class TestLateInterest:
    def test_of_twenty_days(self) -> None:
        assert owed(date(2026, 3, 7)) == LateInterest(73_121, 5_585)
        assert 4_726_000 + 73_121 + 5_585 == 4_804_706

    def test_of_twenty_eight_days(self) -> None:
        assert owed(date(2026, 3, 15)) == LateInterest(102_369, 7_818)

    def test_is_nothing_until_the_next_working_day_has_passed(self) -> None:
        monday = date(2026, 2, 16)
        assert owed(monday, last_day_to_pay=monday) == LateInterest(0, 0)

    def test_counts_from_the_due_date_once_the_working_day_is_missed(self) -> None:
        tuesday = date(2026, 2, 17)
        assert owed(tuesday, last_day_to_pay=date(2026, 2, 16)).on_principal == round(3_706_822 * 0.36 * 2 / 365)

    def test_follows_part_payments(self) -> None:
        paid_on = date(2026, 2, 25)
        parts = [Held(3_706_822, DUE, paid_on), Held(1_000_000, paid_on, NEVER)]
        result = late_interest(parts, [], RATES, as_of=date(2026, 3, 7), last_day_to_pay=DUE)
        assert result.on_principal == round(4_706_822 * 10 * 0.36 / 365)


@pytest.mark.parametrize(("multiplier", "on_interest"), [("1.51", "0.10"), ("1.5", "0.11"), ("-1", "0"), ("1", "-0.1")])
def test_rates_above_the_caps_are_refused(multiplier: str, on_interest: str) -> None:
    with pytest.raises(LateRateAboveCapError):
        agreed_late_rates(Decimal("0.24"), Decimal(multiplier), Decimal(on_interest), CAPS)


@given(st.integers(1, 10**12), st.lists(st.integers(0, 200), min_size=1))
def test_daily_postings_add_up_to_the_whole(balance: int, runs: list[int]) -> None:
    held = [Held(balance, DUE, NEVER)]
    posted = 0
    for offset in sorted(runs):
        day = DUE + timedelta(days=offset)
        cumulative = late_interest(held, [], RATES, as_of=day, last_day_to_pay=DUE).on_principal
        assert cumulative >= posted
        posted += cumulative - posted
    whole = late_interest(held, [], RATES, as_of=DUE + timedelta(days=max(runs)), last_day_to_pay=DUE)
    assert posted == whole.on_principal


@given(st.integers(0, 10**12), st.integers(0, 100), st.integers(0, 100))
def test_a_stretch_may_be_cut_anywhere(balance: int, first: int, second: int) -> None:
    middle, end = DUE + timedelta(days=first), DUE + timedelta(days=first + second)
    cut = [Held(balance, DUE, middle), Held(balance, middle, end)]
    assert balance_days(cut, DayCount.ACT_365) == balance_days([Held(balance, DUE, end)], DayCount.ACT_365)
