"""The effective annual rate of dated cash flows (XIRR, 365 days), stated to four decimals of a percent."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from math import exp, expm1, fsum

from app.shared.errors import InvalidInput
from app.shared.schedule.rules import Schedule
from app.shared.text import msg

_STEPS = 200


class NoEffectiveRateError(InvalidInput):
    """The flows have no rate: nothing was paid out, nothing comes back, or the rate exceeds any sensible number."""


def effective_rate_percent(paid_out: int, paid_out_on: date, payments: Sequence[tuple[date, int]]) -> Decimal:
    """Return the yearly percent at which `payments` (date, minor units >= 0) are worth `paid_out` on its day.

    Solved for the continuous rate c in sum(payment x e^(-c t)) = paid_out, a falling convex function, on which
    Newton's steps approach from one side and cannot diverge. Doubles carry 15 digits and four decimals are stated, so
    the answer is first cut to nine decimals, where its noise ends, and then rounded half up: an exact tie is seen as
    one. A fee that is kept back at payout lowers `paid_out`. Raises NoEffectiveRateError.
    """
    flows = [((day - paid_out_on).days / 365, amount) for day, amount in payments if amount]
    if paid_out <= 0 or not flows or min(years for years, _ in flows) <= 0:
        raise NoEffectiveRateError(msg("An effective rate needs an amount paid out and payments after it."))
    try:
        rate = expm1(_continuous_rate(paid_out, flows)) * 100
        percent = Decimal(rate).quantize(Decimal("1e-9"), ROUND_HALF_EVEN)
    except (OverflowError, ArithmeticError) as error:
        raise NoEffectiveRateError(msg("The payments are too far from the amount paid out to state a rate.")) from error
    return percent.quantize(Decimal("1e-4"), ROUND_HALF_UP) + 0


def schedule_rate_percent(schedule: Schedule, fee_kept_back: int = 0) -> Decimal:
    """Return the effective rate of a schedule whose payout was lowered by `fee_kept_back` (minor units)."""
    payments = [(row.due_on, row.payment) for row in schedule.rows]
    return effective_rate_percent(schedule.terms.principal - fee_kept_back, schedule.terms.disbursed_on, payments)


def _continuous_rate(paid_out: int, flows: Sequence[tuple[float, int]]) -> float:
    rate = 0.0
    for _ in range(_STEPS):
        worths = [amount * exp(-rate * years) for years, amount in flows]
        slope = fsum(worth * years for worth, (years, _) in zip(worths, flows, strict=True))
        step = (fsum(worths) - paid_out) / slope
        rate += step
        if abs(step) <= 1e-14 * (1 + abs(rate)):
            break
    return rate
