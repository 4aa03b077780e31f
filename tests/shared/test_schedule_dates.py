"""Due dates: anchor day, first period, and the refusal of terms that make no schedule."""

from datetime import date
from decimal import Decimal

import pytest

from app.shared.day_count import DayCount
from app.shared.rounding import Rounding, RoundingMode
from app.shared.schedule.due_dates import due_dates
from app.shared.schedule.periods import interest_periods
from app.shared.schedule.rules import build_schedule
from app.shared.schedule.terms import Frequency, PeriodRate, PeriodUnit, RepaymentMethod, Terms, TermsError


def terms(disbursed_on: date, periods: int = 3, **more: object) -> Terms:
    return Terms(10_000_000, Decimal("0.24"), RepaymentMethod.ANNUITY, periods, disbursed_on, **more)  # type: ignore[arg-type]


class TestDueDates:
    def test_return_to_the_anchor_day_after_a_short_month(self) -> None:
        assert due_dates(terms(date(2026, 1, 31), 4)) == [
            date(2026, 2, 28),
            date(2026, 3, 31),
            date(2026, 4, 30),
            date(2026, 5, 31),
        ]

    def test_use_29_february_in_a_leap_year(self) -> None:
        assert due_dates(terms(date(2028, 1, 30), 2)) == [date(2028, 2, 29), date(2028, 3, 30)]

    def test_cross_the_year_end(self) -> None:
        assert due_dates(terms(date(2026, 11, 15), 2)) == [date(2026, 12, 15), date(2027, 1, 15)]

    def test_take_the_stated_first_date_and_its_day(self) -> None:
        given = terms(date(2026, 1, 15), 2, first_due_on=date(2026, 1, 20))
        assert due_dates(given) == [date(2026, 1, 20), date(2026, 2, 20)]

    def test_do_not_change_when_the_date_that_follows_anyway_is_stated(self) -> None:
        stated = terms(date(2026, 1, 31), 4, first_due_on=date(2026, 2, 28))
        assert due_dates(stated) == due_dates(terms(date(2026, 1, 31), 4))

    @pytest.mark.parametrize(
        ("disbursed_on", "first"),
        [
            (date(2026, 1, 5), date(2026, 1, 20)),  # 15 days: long enough
            (date(2026, 1, 6), date(2026, 2, 20)),  # 14 days: one month later
            (date(2026, 1, 25), date(2026, 2, 20)),
            (date(2026, 2, 10), date(2026, 3, 20)),
        ],
    )
    def test_move_a_first_period_below_15_days_by_one_month(self, disbursed_on: date, first: date) -> None:
        assert due_dates(terms(disbursed_on, 1, due_day=20)) == [first]

    def test_never_fall_on_the_day_of_disbursement(self) -> None:
        same_day = terms(date(2026, 1, 20), 1, due_day=20, shortest_first_period_days=0)
        assert due_dates(same_day) == [date(2026, 2, 20)]

    def test_count_in_weeks_and_days(self) -> None:
        fortnights = terms(date(2026, 1, 1), 2, frequency=Frequency(PeriodUnit.WEEK, 2))
        assert due_dates(fortnights) == [date(2026, 1, 15), date(2026, 1, 29)]
        days = terms(date(2026, 2, 27), 3, frequency=Frequency(PeriodUnit.DAY, 1))
        assert due_dates(days) == [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2)]

    def test_refuse_to_run_past_the_last_year(self) -> None:
        with pytest.raises(TermsError, match="periods"):
            due_dates(terms(date(2026, 1, 1), 1200, frequency=Frequency(PeriodUnit.MONTH, 36)))


class TestNominalRate:
    def test_charges_a_twelfth_a_month_whatever_its_days(self) -> None:
        shares = {(p.numerator, p.denominator) for p in interest_periods(nominal())}
        assert shares == {(1, 12)}

    def test_charges_an_irregular_first_period_by_its_days(self) -> None:
        first, second, _ = interest_periods(nominal(first_due_on=date(2026, 3, 1)))
        assert (first.days, first.numerator, first.denominator) == (45, 45, 365)
        assert (second.numerator, second.denominator) == (1, 12)

    def test_counts_month_end_to_month_end_as_one_month(self) -> None:
        monthly = nominal_from(date(2026, 2, 28), first_due_on=date(2026, 3, 31))
        assert {(p.numerator, p.denominator) for p in interest_periods(monthly)} == {(1, 12)}

    def test_shows_the_days_of_the_convention(self) -> None:
        assert [p.days for p in interest_periods(nominal())] == [31, 28, 31]
        assert [p.days for p in interest_periods(nominal(day_count=DayCount.THIRTY_360))] == [30, 30, 30]


class TestRefusals:
    def test_a_unit_that_would_end_the_loan_early(self) -> None:
        coarse = terms(date(2026, 1, 15), 12, instalment_rounding=Rounding(5_000_000, RoundingMode.UP))
        with pytest.raises(TermsError, match=r"instalment_rounding\.unit"):
            build_schedule(coarse)

    def test_a_unit_that_leaves_nothing_for_the_last_instalment(self) -> None:
        coarse = Terms(
            1000,
            Decimal(0),
            RepaymentMethod.ANNUITY,
            3,
            date(2026, 1, 15),
            instalment_rounding=Rounding(500, RoundingMode.UP),
        )
        with pytest.raises(TermsError, match="leaves principal to repay"):
            build_schedule(coarse)

    def test_a_unit_that_rounds_the_instalment_to_nothing(self) -> None:
        coarse = terms(date(2026, 1, 15), 12, instalment_rounding=Rounding(10_000_000, RoundingMode.DOWN))
        with pytest.raises(TermsError, match=r"instalment_rounding\.unit"):
            build_schedule(coarse)

    def test_a_unit_that_rounds_the_instalment_below_its_interest(self) -> None:
        coarse = terms(date(2026, 1, 15), 600, instalment_rounding=Rounding(150_000, RoundingMode.DOWN))
        with pytest.raises(TermsError, match="covers the interest"):
            build_schedule(coarse)

    def test_a_first_period_whose_interest_exceeds_the_instalment(self) -> None:
        with pytest.raises(TermsError, match="first_due_on"):
            build_schedule(terms(date(2026, 1, 15), 60, first_due_on=date(2029, 1, 15)))

    @pytest.mark.parametrize(
        ("field", "change"),
        [
            ("periods", {"periods": 0}),
            ("first_due_on", {"first_due_on": date(2026, 1, 15)}),
            ("due_day", {"due_day": 32}),
            ("due_day", {"due_day": 5, "frequency": Frequency(PeriodUnit.WEEK, 1)}),
            ("period.every", {"frequency": Frequency(PeriodUnit.MONTH, 0)}),
        ],
    )
    def test_terms_that_make_no_schedule(self, field: str, change: dict[str, object]) -> None:
        with pytest.raises(TermsError) as refused:
            terms(date(2026, 1, 15), **change)  # type: ignore[arg-type]
        assert refused.value.field == field


def nominal(**more: object) -> Terms:
    return nominal_from(date(2026, 1, 15), **more)


def nominal_from(disbursed_on: date, **more: object) -> Terms:
    return terms(disbursed_on, period_rate=PeriodRate.NOMINAL, **more)  # type: ignore[arg-type]
