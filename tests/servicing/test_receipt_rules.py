"""The waterfall: the worked example in both orders, and conservation of the receipt."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.servicing.receipt.rules import (
    AllocationLine,
    AmountDue,
    Component,
    ReceiptAmountError,
    WaterfallMode,
    WaterfallProfile,
    allocate,
    waterfall_mode,
)

FIRST = AmountDue(1, True, principal=3_706_822, interest=1_019_178, overdue_int=102_369, late_int=7_818)
SECOND = AmountDue(2, False, principal=3_873_698, interest=852_302)
OWED = [Component.PRINCIPAL, Component.INTEREST, Component.OVERDUE_INTEREST, Component.LATE_INTEREST, Component.FEE]

parts = st.integers(0, 1000)
due_lists = st.lists(st.builds(AmountDue, st.none(), st.booleans(), parts, parts, parts, parts, parts), max_size=6).map(
    lambda dues: [AmountDue(k, *(getattr(d, f) for f in AmountDue.__slots__[1:])) for k, d in enumerate(dues, 1)]
)


def paid(amount: int, mode: WaterfallMode, *dues: AmountDue) -> list[tuple[int | None, str, int]]:
    return [(line.k, line.component.value, line.amount) for line in allocate(amount, dues, mode)]


class TestAllocate:
    def test_part_overdue_pays_overdue_principal_first(self) -> None:
        assert paid(6_000_000, WaterfallMode.PART_OVERDUE, FIRST, SECOND) == [
            (1, "principal", 3_706_822),
            (1, "interest", 1_019_178),
            (1, "overdue_int", 102_369),
            (1, "late_int", 7_818),
            (2, "principal", 1_163_813),
        ]

    @pytest.mark.parametrize("mode", [WaterfallMode.IN_TERM, WaterfallMode.CN_ACCRUING])
    def test_interest_first_pays_penalty_then_interest_then_principal(self, mode: WaterfallMode) -> None:
        assert paid(6_000_000, mode, FIRST, SECOND) == [
            (1, "late_int", 7_818),
            (1, "overdue_int", 102_369),
            (1, "interest", 1_019_178),
            (1, "principal", 3_706_822),
            (2, "interest", 852_302),
            (2, "principal", 311_511),
        ]

    def test_all_overdue_pays_all_principal_before_any_interest(self) -> None:
        lines = paid(8_000_000, WaterfallMode.ALL_OVERDUE, FIRST, SECOND)
        assert lines[:3] == [(1, "principal", 3_706_822), (2, "principal", 3_873_698), (1, "interest", 419_480)]

    def test_non_accrual_pays_principal_first(self) -> None:
        assert paid(4_000_000, WaterfallMode.CN_NON_ACCRUAL, FIRST, SECOND) == [
            (1, "principal", 3_706_822),
            (2, "principal", 293_178),
        ]

    def test_oldest_instalment_comes_first_inside_a_step(self) -> None:
        second = AmountDue(2, True, principal=100, interest=10, late_int=1)
        lines = paid(10_000_000, WaterfallMode.PART_OVERDUE, FIRST, second)
        interests = [(k, component) for k, component, _ in lines if component not in ("principal", "suspense")]
        assert interests == [(1, "interest"), (1, "overdue_int"), (1, "late_int"), (2, "interest"), (2, "late_int")]

    def test_follows_the_agreed_order_among_interests(self) -> None:
        order = (Component.LATE_INTEREST, Component.OVERDUE_INTEREST, Component.INTEREST)
        lines = allocate(3_720_000, [FIRST], WaterfallMode.PART_OVERDUE, order)
        assert lines[1:] == [
            AllocationLine(1, Component.LATE_INTEREST, 7_818),
            AllocationLine(1, Component.OVERDUE_INTEREST, 5_360),
        ]

    def test_puts_what_nothing_takes_into_suspense(self) -> None:
        fee = AmountDue(None, False, fee=50)
        assert paid(160, WaterfallMode.IN_TERM, AmountDue(1, False, 80, 20), fee) == [
            (1, "interest", 20),
            (1, "principal", 80),
            (None, "fee", 50),
            (None, "suspense", 10),
        ]

    @pytest.mark.parametrize("amount", [0, -1])
    def test_refuses_a_receipt_of_nothing(self, amount: int) -> None:
        with pytest.raises(ReceiptAmountError):
            allocate(amount, [FIRST], WaterfallMode.IN_TERM)


@given(st.integers(1, 40_000), due_lists, st.sampled_from(WaterfallMode))
def test_lines_sum_to_the_receipt_and_never_exceed_what_is_owed(
    amount: int, dues: list[AmountDue], mode: WaterfallMode
) -> None:
    lines = allocate(amount, dues, mode)
    assert sum(line.amount for line in lines) == amount
    assert all(line.amount > 0 for line in lines)
    taken = Counter({(line.k, line.component): line.amount for line in lines})
    assert all(taken[due.k, part] <= due.owed(part) for due in dues for part in OWED)
    owed = sum(due.owed(part) for due in dues for part in OWED)
    assert taken[None, Component.SUSPENSE] == max(0, amount - owed)


@pytest.mark.parametrize(
    ("profile", "days", "ended", "mode"),
    [
        (WaterfallProfile.VN, 0, False, WaterfallMode.IN_TERM),
        (WaterfallProfile.VN, 1, False, WaterfallMode.PART_OVERDUE),
        (WaterfallProfile.VN, 1, True, WaterfallMode.ALL_OVERDUE),
        (WaterfallProfile.CN, 89, False, WaterfallMode.CN_ACCRUING),
        (WaterfallProfile.CN, 90, False, WaterfallMode.CN_NON_ACCRUAL),
    ],
)
def test_the_mode_follows_from_profile_and_state(
    profile: WaterfallProfile, days: int, ended: bool, mode: WaterfallMode
) -> None:
    assert waterfall_mode(profile, days, matured_or_recalled=ended) is mode
