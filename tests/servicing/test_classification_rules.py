"""Days past due, debt groups, ageing buckets and provisions."""

from datetime import date
from decimal import Decimal

import pytest

from app.servicing.classification.ageing import BUCKETS, ageing_bucket, bucket_row
from app.servicing.classification.provision import Provision, ProvisionRates, ProvisionRatesError, provision
from app.servicing.classification.rules import (
    GroupLimits,
    GroupLimitsError,
    Unpaid,
    days_past_due,
    debt_group,
    is_non_performing,
    worst_group,
)

LIMITS = GroupLimits((10, 91, 181, 361))
RATES = ProvisionRates((Decimal(0), Decimal("0.05"), Decimal("0.20"), Decimal("0.50"), Decimal(1)), Decimal("0.0075"))
SUNDAY, MONDAY, TUESDAY = date(2026, 3, 15), date(2026, 3, 16), date(2026, 3, 17)


def past_due(*instalments: Unpaid, as_of: date, holidays: frozenset[date] = frozenset()) -> int:
    return days_past_due(instalments, as_of, tolerance=1000, holidays=holidays)


class TestDaysPastDue:
    def test_count_from_the_oldest_unpaid_instalment(self) -> None:
        old, young = Unpaid(date(2026, 2, 16), 2000), Unpaid(MONDAY, 5000)
        assert past_due(young, old, as_of=date(2026, 3, 20)) == 32

    def test_pass_over_what_is_within_the_tolerance(self) -> None:
        assert past_due(Unpaid(date(2026, 2, 16), 1000), as_of=MONDAY) == 0
        assert past_due(Unpaid(date(2026, 2, 16), 1001), as_of=MONDAY) == 28

    def test_are_none_on_the_due_date_and_before(self) -> None:
        assert past_due(Unpaid(MONDAY, 5000), as_of=MONDAY) == 0
        assert past_due(Unpaid(TUESDAY, 5000), as_of=MONDAY) == 0

    def test_begin_after_the_next_working_day_and_then_count_from_the_due_date(self) -> None:
        assert past_due(Unpaid(SUNDAY, 5000), as_of=MONDAY) == 0
        assert past_due(Unpaid(SUNDAY, 5000), as_of=TUESDAY) == 2

    def test_wait_for_the_end_of_a_holiday(self) -> None:
        assert past_due(Unpaid(SUNDAY, 5000), as_of=TUESDAY, holidays=frozenset({MONDAY})) == 0
        assert past_due(Unpaid(SUNDAY, 5000), as_of=date(2026, 3, 18), holidays=frozenset({MONDAY})) == 3


class TestDebtGroup:
    @pytest.mark.parametrize(
        ("days", "group"),
        [(0, 1), (9, 1), (10, 2), (90, 2), (91, 3), (180, 3), (181, 4), (360, 4), (361, 5), (4000, 5)],
    )
    def test_follows_the_limits(self, days: int, group: int) -> None:
        assert debt_group(days, LIMITS) == group

    def test_of_a_customer_is_the_worst_here_and_elsewhere(self) -> None:
        assert worst_group([1, 2], [3]) == 3
        assert worst_group([]) == 1

    def test_from_the_third_on_is_bad_debt(self) -> None:
        assert [is_non_performing(group) for group in range(1, 6)] == [False, False, True, True, True]

    @pytest.mark.parametrize("days", [(10, 91, 181), (10, 10, 181, 361), (0, 91, 181, 361), (361, 181, 91, 10)])
    def test_limits_must_rise(self, days: tuple[int, ...]) -> None:
        with pytest.raises(GroupLimitsError):
            GroupLimits(days)  # type: ignore[arg-type]


class TestAgeing:
    @pytest.mark.parametrize(
        ("days", "bucket", "short"),
        [
            (0, "0", "B0"),
            (1, "1-9", "B1"),
            (9, "1-9", "B1"),
            (10, "10-30", "B1"),
            (30, "10-30", "B1"),
            (31, "31-60", "B2"),
            (60, "31-60", "B2"),
            (61, "61-90", "B3"),
            (90, "61-90", "B3"),
            (91, "91-180", "B4+"),
            (180, "91-180", "B4+"),
            (181, "181-360", "B4+"),
            (360, "181-360", "B4+"),
            (361, ">360", "B4+"),
        ],
    )
    def test_buckets(self, days: int, bucket: str, short: str) -> None:
        assert ageing_bucket(days) == bucket
        assert bucket_row(days).collection_name == short

    def test_the_group_can_be_told_from_the_bucket(self) -> None:
        ends = [*(row.first_day - 1 for row in BUCKETS[1:]), 10_000]
        assert all(
            debt_group(row.first_day, LIMITS) == debt_group(end, LIMITS) for row, end in zip(BUCKETS, ends, strict=True)
        )


class TestProvision:
    @pytest.mark.parametrize(
        ("principal", "group", "collateral", "expected"),
        [
            (350_000_000, 3, 420_000_000, Provision(126_000_000, 44_800_000, 2_625_000)),
            (30_000_000, 2, 0, Provision(0, 1_500_000, 225_000)),
            (120_000_000, 4, 500_000_000, Provision(150_000_000, 0, 900_000)),
            (10_000_000, 5, 0, Provision(0, 10_000_000, 0)),
            (10_000_000, 1, 0, Provision(0, 0, 75_000)),
        ],
    )
    def test_by_group_and_collateral(self, principal: int, group: int, collateral: int, expected: Provision) -> None:
        assert provision(principal, group, RATES, collateral, Decimal("0.30")) == expected

    def test_rates_are_fractions(self) -> None:
        with pytest.raises(ProvisionRatesError):
            ProvisionRates((Decimal(0),) * 4 + (Decimal(100),), Decimal("0.0075"))  # type: ignore[arg-type]
