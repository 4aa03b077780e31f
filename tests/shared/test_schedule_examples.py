"""The published worked examples of the schedule, number by number."""

from datetime import date
from decimal import Decimal

import pytest

from app.shared.day_count import DayCount
from app.shared.rounding import Rounding, RoundingMode
from app.shared.schedule.accrual import accrued_interest
from app.shared.schedule.effective_rate import schedule_rate_percent
from app.shared.schedule.rules import Schedule, build_schedule
from app.shared.schedule.terms import RepaymentMethod, Terms

THOUSAND_UP = Rounding(1000, RoundingMode.UP)
THOUSAND_DOWN = Rounding(1000, RoundingMode.DOWN)


def schedule(principal: int, rate: str, method: RepaymentMethod, periods: int, **more: object) -> Schedule:
    return build_schedule(Terms(principal, Decimal(rate), method, periods, date(2026, 1, 15), **more))  # type: ignore[arg-type]


def annuity_of_50_million() -> Schedule:
    return schedule(50_000_000, "0.24", RepaymentMethod.ANNUITY, 12, instalment_rounding=THOUSAND_UP)


class TestAnnuity:
    def test_on_real_days_takes_the_remainder_last(self) -> None:
        result = annuity_of_50_million()
        assert result.instalment == 4_726_000
        first, second, last = result.rows[0], result.rows[1], result.rows[-1]
        assert (first.due_on, first.days, first.interest, first.principal) == (
            date(2026, 2, 15),
            31,
            1_019_178,
            3_706_822,
        )
        assert (second.days, second.interest, second.principal) == (28, 852_302, 3_873_698)
        assert (last.interest, last.principal, last.payment) == (94_278, 4_625_184, 4_719_462)
        assert result.total_interest == 6_705_462

    def test_on_30_360_to_the_unit(self) -> None:
        result = schedule(
            50_000_000,
            "0.24",
            RepaymentMethod.ANNUITY,
            12,
            day_count=DayCount.THIRTY_360,
            instalment_rounding=Rounding(1, RoundingMode.UP),
        )
        assert result.instalment == 4_727_980
        assert result.rows[-1].payment == 4_727_978
        assert result.total_interest == 6_735_758
        assert {row.days for row in result.rows} == {30}

    def test_of_a_used_car(self) -> None:
        result = schedule(350_000_000, "0.125", RepaymentMethod.ANNUITY, 48, instalment_rounding=THOUSAND_UP)
        assert (result.instalment, result.rows[-1].payment) == (9_302_000, 9_288_649)
        assert result.total_interest == 96_482_649

    def test_without_interest_is_principal_over_periods(self) -> None:
        result = schedule(1_200_000, "0", RepaymentMethod.ANNUITY, 12, instalment_rounding=Rounding(1, RoundingMode.UP))
        assert result.instalment == 100_000
        assert result.total_interest == 0

    def test_whole_payment_is_not_tipped_up_by_division_noise(self) -> None:
        one = schedule(36_500_000, "0.02", RepaymentMethod.ANNUITY, 1, instalment_rounding=Rounding(1, RoundingMode.UP))
        assert one.instalment == 36_500_000 + 2_000 * 31


class TestEqualPrincipal:
    def test_keeps_principal_level(self) -> None:
        result = schedule(400_000_000, "0.12", RepaymentMethod.EQUAL_PRINCIPAL, 36, instalment_rounding=THOUSAND_DOWN)
        assert result.instalment is None
        assert [row.principal for row in result.rows[:-1]] == [11_111_000] * 35
        assert (result.rows[0].interest, result.rows[0].payment) == (4_076_712, 15_187_712)
        assert result.rows[1].interest == 3_579_910
        assert (result.rows[-1].principal, result.rows[-1].interest) == (11_115_000, 113_282)
        assert result.total_interest == 73_936_776

    def test_puts_the_remainder_last(self) -> None:
        result = schedule(100_000_000, "0.12", RepaymentMethod.EQUAL_PRINCIPAL, 7, instalment_rounding=THOUSAND_DOWN)
        assert [row.principal for row in result.rows] == [14_285_000] * 6 + [14_290_000]


class TestInterestFirst:
    def test_repays_principal_with_the_last(self) -> None:
        result = schedule(300_000_000, "0.132", RepaymentMethod.INTEREST_FIRST, 6)
        paid = [3_363_288, 3_037_808, 3_363_288, 3_254_795, 3_363_288, 303_254_795]
        assert [row.payment for row in result.rows] == paid
        assert result.total_interest == 19_637_262
        assert result.instalment is None


@pytest.mark.parametrize(
    ("days", "day_count", "start", "end", "interest"),
    [
        (31, DayCount.ACT_365, date(2026, 1, 15), date(2026, 2, 15), 1_528_767),
        (28, DayCount.ACT_365, date(2026, 2, 15), date(2026, 3, 15), 1_380_822),
        (30, DayCount.THIRTY_360, date(2026, 2, 15), date(2026, 3, 15), 1_500_000),
        (31, DayCount.ACT_360, date(2026, 1, 15), date(2026, 2, 15), 1_550_000),
        (365, DayCount.ACT_365, date(2026, 1, 15), date(2027, 1, 15), 18_000_000),
        (365, DayCount.ACT_360, date(2026, 1, 15), date(2027, 1, 15), 18_250_000),
    ],
)
def test_day_counts_of_100_million_at_18_percent(
    days: int, day_count: DayCount, start: date, end: date, interest: int
) -> None:
    terms = Terms(
        100_000_000, Decimal("0.18"), RepaymentMethod.INTEREST_FIRST, 1, start, first_due_on=end, day_count=day_count
    )
    row = build_schedule(terms).rows[0]
    assert (row.days, row.interest) == (days, interest)


class TestEffectiveRate:
    def test_without_and_with_a_fee_kept_back(self) -> None:
        result = annuity_of_50_million()
        assert str(schedule_rate_percent(result)) == "26.8251"
        assert str(schedule_rate_percent(result, fee_kept_back=1_000_000)) == "31.8681"

    def test_of_a_loan_without_interest_is_zero(self) -> None:
        free = schedule(1_200_000, "0", RepaymentMethod.ANNUITY, 12)
        assert str(schedule_rate_percent(free)) == "0.0000"

    def test_of_one_year_at_a_tie_rounds_half_up(self) -> None:
        terms = Terms(
            10**9,
            Decimal("0.1000015"),
            RepaymentMethod.INTEREST_FIRST,
            1,
            date(2026, 1, 1),
            first_due_on=date(2027, 1, 1),
        )
        assert str(schedule_rate_percent(build_schedule(terms))) == "10.0002"


class TestAccrual:
    def test_adds_up_to_the_instalment(self) -> None:
        result = annuity_of_50_million()
        end_of_january = accrued_interest(result, date(2026, 1, 31))
        assert end_of_january == 526_027
        assert accrued_interest(result, date(2026, 2, 15)) - end_of_january == 493_151

    def test_ten_days_after_the_sixth_instalment(self) -> None:
        result = annuity_of_50_million()
        assert result.rows[6].opening == 26_448_923
        whole_rows = sum(row.interest for row in result.rows[:6])
        assert accrued_interest(result, date(2026, 7, 25)) - whole_rows == 173_911
