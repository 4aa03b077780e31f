"""The waterfall: in which order a receipt pays what a contract owes (Circular 39/2016, Article 18.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.shared.errors import InvalidInput
from app.shared.text import msg


class Component(StrEnum):
    """What a part of a receipt pays; suspense is money that no due amount takes and goes to the customer's credit."""

    PRINCIPAL = "principal"
    INTEREST = "interest"
    OVERDUE_INTEREST = "overdue_int"
    LATE_INTEREST = "late_int"
    FEE = "fee"
    SUSPENSE = "suspense"

    __labels__ = {
        "overdue_int": "Interest on overdue principal",
        "late_int": "Late interest on interest",
        "suspense": "Customer credit",
    }


class WaterfallMode(StrEnum):
    """Which order applies; the first three follow from the state of the contract, the last two from its profile."""

    IN_TERM = "in_term"
    PART_OVERDUE = "part_overdue"
    ALL_OVERDUE = "all_overdue"
    CN_ACCRUING = "cn_accruing"
    CN_NON_ACCRUAL = "cn_non_accrual"


class WaterfallProfile(StrEnum):
    """The contract's agreed family of orders."""

    VN = "vn"
    CN = "cn"

    __labels__ = {"vn": "Vietnamese rule", "cn": "Chinese rule"}


class ReceiptAmountError(InvalidInput):
    """A receipt of nothing, or of less, cannot be allocated."""


@dataclass(frozen=True, slots=True)
class AmountDue:
    """What instalment `k` still owes, minor units >= 0; `k` is None for fees that belong to no instalment.

    Only what is due by the value date is handed in; `overdue` tells that its last day to pay has passed.
    """

    k: int | None
    overdue: bool
    principal: int = 0
    interest: int = 0
    overdue_int: int = 0
    late_int: int = 0
    fee: int = 0

    def owed(self, component: Component) -> int:
        """Return the unpaid amount of `component`."""
        return int(getattr(self, component.value))


@dataclass(frozen=True, slots=True)
class AllocationLine:
    """A part of a receipt: `amount` (minor units > 0) of `component` of instalment `k`."""

    k: int | None
    component: Component
    amount: int


@dataclass(frozen=True, slots=True)
class _Step:
    """The components one step pays, instalment by instalment from the oldest; `overdue` None means all of them."""

    components: tuple[Component, ...]
    overdue: bool | None = None


INTEREST_ON_OVERDUE = (Component.INTEREST, Component.OVERDUE_INTEREST, Component.LATE_INTEREST)
_PENALTY = (Component.LATE_INTEREST, Component.OVERDUE_INTEREST)
_PRINCIPAL, _INTEREST, _FEE = (Component.PRINCIPAL,), (Component.INTEREST,), (Component.FEE,)

_STEPS: dict[WaterfallMode, tuple[_Step, ...]] = {
    WaterfallMode.IN_TERM: (_Step(_PENALTY + _INTEREST + _PRINCIPAL), _Step(_FEE)),
    WaterfallMode.PART_OVERDUE: (
        _Step(_PRINCIPAL, overdue=True),
        _Step(INTEREST_ON_OVERDUE, overdue=True),
        _Step(_PRINCIPAL, overdue=False),
        _Step(INTEREST_ON_OVERDUE, overdue=False),
        _Step(_FEE),
    ),
    WaterfallMode.ALL_OVERDUE: (_Step(_PRINCIPAL), _Step(INTEREST_ON_OVERDUE), _Step(_FEE)),
    WaterfallMode.CN_ACCRUING: (_Step(_FEE + _PENALTY + _INTEREST + _PRINCIPAL),),
    WaterfallMode.CN_NON_ACCRUAL: (_Step(_PRINCIPAL), _Step(_FEE + _PENALTY + _INTEREST)),
}


def waterfall_mode(
    profile: WaterfallProfile, days_past_due: int, *, matured_or_recalled: bool, non_accrual_from: int = 90
) -> WaterfallMode:
    """Return the order that the state of a contract calls for; `non_accrual_from` (days) matters to the CN profile."""
    if profile is WaterfallProfile.CN:
        non_accrual = days_past_due >= non_accrual_from
        return WaterfallMode.CN_NON_ACCRUAL if non_accrual else WaterfallMode.CN_ACCRUING
    if days_past_due == 0:
        return WaterfallMode.IN_TERM
    return WaterfallMode.ALL_OVERDUE if matured_or_recalled else WaterfallMode.PART_OVERDUE


def allocate(
    amount: int,
    dues: Sequence[AmountDue],
    mode: WaterfallMode,
    interest_order: Sequence[Component] = INTEREST_ON_OVERDUE,
) -> list[AllocationLine]:
    """Return lines that sum to `amount` (minor units), oldest instalment first inside each step, the rest in suspense.

    `dues` come oldest first. `interest_order` is the agreed order among the three interests on overdue debt; it changes
    only the steps that hold exactly those. Raises ReceiptAmountError.
    """
    if amount <= 0:
        raise ReceiptAmountError(msg("A receipt is above 0."))
    lines: list[AllocationLine] = []
    left = amount
    for step in _STEPS[mode]:
        components = tuple(interest_order) if step.components == INTEREST_ON_OVERDUE else step.components
        for due in dues:
            if step.overdue is not None and due.overdue is not step.overdue:
                continue
            for component in components:
                paid = min(left, due.owed(component))
                if paid > 0:
                    lines.append(AllocationLine(due.k, component, paid))
                    left -= paid
    return [*lines, AllocationLine(None, Component.SUSPENSE, left)] if left else lines
