"""What holds for every schedule, whatever the terms, and agreement with an independent small reference."""

import itertools
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from app.shared.day_count import DayCount
from app.shared.rounding import Rounding, RoundingMode
from app.shared.schedule.accrual import accrued_interest, amount_to_post
from app.shared.schedule.rules import Schedule, build_schedule
from app.shared.schedule.terms import Frequency, PeriodRate, PeriodUnit, RepaymentMethod, Terms, TermsError

roundings = st.builds(Rounding, st.sampled_from([1, 10, 1000]), st.sampled_from(RoundingMode))
all_terms = st.builds(
    Terms,
    principal=st.integers(1_000_000, 10**12),
    annual_rate=st.integers(0, 99_999_999).map(lambda n: Decimal(n).scaleb(-8)),
    method=st.sampled_from(RepaymentMethod),
    periods=st.integers(1, 60),
    disbursed_on=st.dates(date(2020, 1, 1), date(2032, 12, 31)),
    frequency=st.builds(Frequency, st.sampled_from(PeriodUnit), st.integers(1, 3)),
    day_count=st.sampled_from(DayCount),
    period_rate=st.sampled_from(PeriodRate),
    instalment_rounding=roundings,
    interest_rounding=roundings,
)


def built(terms: Terms) -> Schedule:
    try:
        return build_schedule(terms)
    except TermsError:
        assume(False)
        raise


@given(all_terms)
def test_principal_is_repaid_to_the_unit_and_nothing_is_negative(terms: Terms) -> None:
    rows = built(terms).rows
    assert sum(row.principal for row in rows) == terms.principal
    assert rows[-1].closing == 0
    assert all(min(row.interest, row.principal, row.payment, row.closing) >= 0 for row in rows)
    assert all(row.payment == row.interest + row.principal for row in rows)
    assert all(before.closing == after.opening for before, after in itertools.pairwise(rows))


@given(all_terms)
def test_dates_rise_and_the_residue_is_in_the_last_row_only(terms: Terms) -> None:
    schedule = built(terms)
    dates = [terms.disbursed_on, *(row.due_on for row in schedule.rows)]
    assert all(before < after for before, after in itertools.pairwise(dates))
    if schedule.instalment is not None:
        assert {row.payment for row in schedule.rows[:-1]} <= {schedule.instalment}
    else:
        assert len({row.principal for row in schedule.rows[:-1]}) <= 1


@given(all_terms)
def test_the_same_terms_give_the_same_schedule(terms: Terms) -> None:
    assert built(terms) == built(terms)


@given(all_terms, st.sets(st.integers(0, 400), max_size=12))
def test_daily_postings_add_up_whatever_days_are_run(terms: Terms, offsets: set[int]) -> None:
    schedule = built(terms)
    last = schedule.rows[-1].due_on
    posted = 0
    for day in (*(min(last, terms.disbursed_on + timedelta(days=n)) for n in sorted(offsets)), last):
        posting = amount_to_post(accrued_interest(schedule, day), posted)
        assert posting >= 0
        posted += posting
    assert posted == schedule.total_interest


def rounded(value: Fraction, rounding: Rounding) -> int:
    """Round with integers and fractions alone."""
    units, rest = divmod(value / rounding.unit, 1)
    up = {
        RoundingMode.UP: rest > 0,
        RoundingMode.DOWN: False,
        RoundingMode.HALF_UP: rest >= Fraction(1, 2),
        RoundingMode.HALF_EVEN: rest > Fraction(1, 2) or (rest == Fraction(1, 2) and units % 2 == 1),
    }[rounding.mode]
    return int(units + up) * rounding.unit


def reference_payments(terms: Terms) -> list[int]:
    """Payments of an annuity on real days, in fractions: no code shared with the schedule but its dates."""
    rate, start, growths = Fraction(terms.annual_rate), terms.disbursed_on, []
    for k in range(1, terms.periods + 1):
        due = terms.disbursed_on + timedelta(days=7 * k)
        growths.append(rate * (due - start).days / 365)
        start = due
    worth, discount = Fraction(0), Fraction(1)
    for growth in growths:
        discount /= 1 + growth
        worth += discount
    level, balance, payments = rounded(terms.principal / worth, terms.instalment_rounding), terms.principal, []
    for growth in growths[:-1]:
        balance -= level - rounded(balance * growth, terms.interest_rounding)
        payments.append(level)
    return [*payments, balance + rounded(balance * growths[-1], terms.interest_rounding)]


@given(
    st.integers(1_000_000, 10**12),
    st.integers(0, 9999),
    st.integers(1, 30),
    roundings,
    roundings,
)
def test_weekly_annuities_agree_with_fractions(
    principal: int, rate: int, periods: int, instalment: Rounding, interest: Rounding
) -> None:
    terms = Terms(
        principal,
        Decimal(rate).scaleb(-4),
        RepaymentMethod.ANNUITY,
        periods,
        date(2026, 1, 1),
        frequency=Frequency(PeriodUnit.WEEK, 1),
        instalment_rounding=instalment,
        interest_rounding=interest,
    )
    assert [row.payment for row in built(terms).rows] == reference_payments(terms)
