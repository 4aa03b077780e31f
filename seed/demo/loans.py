"""The loans the lender has made: when, how much, for how long, at which rate, and what becomes of each."""

import enum
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from random import Random
from typing import Any

from app.marketing.campaign.model import Channel
from app.shared.months import add_months
from app.shared.schedule.terms import RepaymentMethod
from seed.demo.channels import loan_shares
from seed.demo.world import MONTHS, World, working_day

_MILLION = 1_000_000
# At full size: how many of each kind are running, repaid and written off on the day of the demo.
ACTIVE = {"unsecured": 1090, "used_car": 110}
SETTLED = {"unsecured": 650, "used_car": 50}
WRITTEN_OFF = {"unsecured": 58, "used_car": 2}

Band = tuple[float, float]
AMOUNTS: dict[str, dict[Band, float]] = {
    "unsecured": {(5, 10): 12, (10, 20): 24, (20, 30): 21, (30, 50): 25, (50, 70): 12, (70, 100): 6},
    "used_car": {(200, 300): 22, (300, 400): 31, (400, 500): 24, (500, 650): 16, (650, 800): 7},
}
TERMS = {
    "unsecured": {6: 6, 9: 6, 12: 27, 18: 18, 24: 25, 36: 18},
    "used_car": {24: 10, 36: 28, 48: 34, 60: 28},
}
RATES: dict[str, dict[Band, float]] = {
    "unsecured": {(18, 25): 18, (25, 35): 40, (35, 45): 30, (45, 55): 12},
    "used_car": {(10.5, 12.5): 35, (12.5, 15): 45, (15, 18): 20},
}
METHODS = {"unsecured": (92, 8, 0), "used_car": (62, 30, 8)}
STEP = {"unsecured": 1, "used_car": 5}
# Disbursement by month of the year: busy before Tết, quiet at it.
_SEASON = {1: 1.25, 2: 0.7, 8: 1.1, 9: 1.1, 11: 1.25, 12: 1.25}
_CAR_CHANNELS = {Channel.PARTNER: 600, Channel.EVENT: 60, Channel.TELESALES: 0}
GRADES = {"low": 41, "medium": 55, "high": 4}


class Fate(enum.StrEnum):
    """What has become of a loan by the day of the demo."""

    ACTIVE = "active"
    SETTLED = "settled"
    WRITTEN_OFF = "written_off"


_FATES = {Fate.ACTIVE: ACTIVE, Fate.SETTLED: SETTLED, Fate.WRITTEN_OFF: WRITTEN_OFF}


@dataclass(eq=False)
class Loan:
    """Amount in dong, rate in percent a year; `days` past due on the day of the demo, for running loans."""

    kind: str
    fate: Fate
    paid_out_on: date
    amount: int
    term: int
    rate: Decimal
    method: RepaymentMethod
    grade: str
    channel: Channel
    days: int = 0
    settled_early_on: date | None = None
    keys: dict[str, Any] = field(default_factory=dict)

    @property
    def matures_on(self) -> date:
        """The day of the last instalment."""
        return add_months(self.paid_out_on, self.term)

    @property
    def ends_on(self) -> date:
        """The day on which a loan that is paid as agreed is over."""
        return self.settled_early_on or self.matures_on


def draw(world: World) -> list[Loan]:
    """Return all loans in the order of their payouts."""
    rng, loans = world.dice("loans"), []
    for kind in ACTIVE:
        number = {fate: world.count(counts[kind]) for fate, counts in _FATES.items()}
        cards = _Cards(rng, kind, sum(number.values()))
        for fate, count in number.items():
            loans += [_loan(world, rng, cards, fate) for _ in range(count)]
    loans.sort(key=lambda loan: loan.paid_out_on)
    return loans


class _Cards:
    """The facts of all loans of a kind, each dealt exactly as often as its share says, so that few loans are a mix."""

    def __init__(self, rng: Random, kind: str, number: int) -> None:
        self.kind = kind
        self.amounts = dealt(rng, AMOUNTS[kind], number)
        self.terms = dealt(rng, TERMS[kind], number)
        self.rates = dealt(rng, RATES[kind], number)
        self.methods = dealt(rng, dict(zip(RepaymentMethod, METHODS[kind], strict=True)), number)
        self.grades = dealt(rng, GRADES, number)


def _loan(world: World, rng: Random, cards: _Cards, fate: Fate) -> Loan:
    """Return a loan of the fate; a day of payout that does not fit it is thrown again."""
    last, kind, method, term = world.as_of - timedelta(days=1), cards.kind, cards.methods.pop(), cards.terms.pop()
    rate_low, rate_high = cards.rates.pop()
    if method is RepaymentMethod.INTEREST_FIRST:
        term = rng.choice((6, 9, 12))
    while True:
        paid_out_on = payout_day(world, rng, last)
        matures = add_months(paid_out_on, term)
        early = _settled_early(rng, paid_out_on, min(matures, last)) if fate is Fate.SETTLED else None
        fits = {
            Fate.ACTIVE: matures > world.as_of + timedelta(days=20),
            Fate.SETTLED: matures < last or early is not None,
            Fate.WRITTEN_OFF: paid_out_on < last - timedelta(days=480),
        }
        if fits[fate]:
            break
    return Loan(
        kind=kind,
        fate=fate,
        paid_out_on=paid_out_on,
        amount=_within(rng, cards.amounts.pop(), STEP[kind]) * _MILLION,
        term=term,
        rate=Decimal(_within(rng, (rate_low * 10, rate_high * 10), 1)) / 10,
        method=method,
        grade=cards.grades.pop(),
        channel=channel_of(rng, kind),
        settled_early_on=early,
    )


def payout_day(world: World, rng: Random, last: date) -> date:
    """Return a working day of one of the months, by season and by the lender's growth."""
    months = [add_months(world.first_day, number) for number in range(MONTHS + 1)]
    weights = [_SEASON.get(month.month, 1.0) * (0.7 + 0.6 * number / MONTHS) for number, month in enumerate(months)]
    while True:
        first = rng.choices(months, weights)[0]
        day = working_day(first + timedelta(days=rng.randrange(28)))
        if day <= last:
            return day


def _settled_early(rng: Random, paid_out_on: date, last: date) -> date | None:
    """Return the day on which the loan is repaid ahead of time, at 1.2 % of loans a month, or None."""
    months = int(rng.expovariate(0.012 * 4)) + 3
    day = working_day(add_months(paid_out_on, months) + timedelta(days=rng.randrange(3, 25)))
    return day if day < last - timedelta(days=20) else None


def channel_of(rng: Random, kind: str) -> Channel:
    """Return where the borrower came from: cars mostly through dealers and events."""
    shares = loan_shares() | ({Channel.PARTNER: 93} if kind == "unsecured" else _CAR_CHANNELS)
    return rng.choices(tuple(shares), tuple(shares.values()))[0]


def between(rng: Random, bands: Mapping[Band, float], step: int) -> int:
    """Return a whole number from one of the bands, a multiple of `step`."""
    return _within(rng, weighted_key(rng, bands), step)


def _within(rng: Random, band: Band, step: int) -> int:
    return int(rng.uniform(*band) / step) * step


def dealt(rng: Random, shares: Mapping[Any, float], number: int) -> list[Any]:
    """Return so many keys in no order, each as often as its share says."""
    bounds, total = list(accumulate(shares.values())), sum(shares.values())
    keys = tuple(shares)
    cards = [keys[bisect_right(bounds, (i + 0.5) * total / number)] for i in range(number)]
    rng.shuffle(cards)
    return cards


def weighted_key(rng: Random, shares: Mapping[Any, float]) -> Any:
    """Return a key with the probability of its share."""
    return rng.choices(tuple(shares), tuple(shares.values()))[0]
