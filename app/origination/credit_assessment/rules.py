"""Credit scoring as data, and the two ratios it rests on: payment to income, loan to value."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from app.shared.errors import InvalidInput
from app.shared.rounding import EXACT, Rounding, RoundingMode
from app.shared.text import Message, msg

Answer = Decimal | str


class RiskGrade(StrEnum):
    """Outcome of scoring; a rejected application has no grade to lend at."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    REJECT = "reject"


class ScoringInputError(InvalidInput):
    """An answer that the scorecard needs is missing or fits none of its bands; `factor` says which."""

    def __init__(self, factor: str, problem: Message) -> None:
        super().__init__(msg("The scorecard lacks an answer it can use."), {factor: problem})
        self.factor = factor


@dataclass(frozen=True, slots=True)
class Band:
    """Points for a number within inclusive bounds, or for one word; without any bound, for everything else."""

    points: int
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    equals: str | None = None
    knock_out: bool = False

    def holds(self, answer: Answer) -> bool:
        """Tell whether `answer` falls in this band."""
        if self.equals is not None:
            return answer == self.equals
        if isinstance(answer, str):
            return self.at_least is None and self.at_most is None
        return (self.at_least is None or answer >= self.at_least) and (self.at_most is None or answer <= self.at_most)


@dataclass(frozen=True, slots=True)
class Factor:
    """One question; the first band that holds gives the points."""

    name: str
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A version of the card: factors, and the least score of each grade from best to worst."""

    version: str
    factors: tuple[Factor, ...]
    least_scores: tuple[tuple[RiskGrade, int], ...]

    @property
    def highest_score(self) -> int:
        """Return the sum of each factor's best band."""
        return sum(max(band.points for band in factor.bands) for factor in self.factors)


@dataclass(frozen=True, slots=True)
class Score:
    """Points by factor, their sum, and the grade; `knocked_out` names the factors that reject by themselves."""

    version: str
    points: Mapping[str, int]
    total: int
    grade: RiskGrade
    knocked_out: tuple[str, ...]


def score(card: Scorecard, answers: Mapping[str, Answer]) -> Score:
    """Return the score of `answers` by factor name; raises ScoringInputError where one is missing or fits no band."""
    bands = {factor.name: _band(factor, answers) for factor in card.factors}
    total = sum(band.points for band in bands.values())
    knocked_out = tuple(name for name, band in bands.items() if band.knock_out)
    earned = (grade for grade, least in card.least_scores if total >= least)
    grade = RiskGrade.REJECT if knocked_out else next(earned, RiskGrade.REJECT)
    return Score(card.version, {name: band.points for name, band in bands.items()}, total, grade, knocked_out)


def payment_to_income(new_payment: int, other_monthly_debt: int, net_monthly_income: int) -> Decimal | None:
    """Return the share of income (fraction) that all payments take; None without income."""
    if net_monthly_income <= 0:
        return None
    return EXACT.divide(Decimal(new_payment + other_monthly_debt), Decimal(net_monthly_income))


def loan_to_value(loan: int, price: int, appraised_value: int) -> Decimal | None:
    """Return the loan as a fraction of the lower of price and appraised value; None where that is 0."""
    value = min(price, appraised_value)
    return EXACT.divide(Decimal(loan), Decimal(value)) if value > 0 else None


def largest_loan(price: int, appraised_value: int, highest_ltv: Decimal, unit: int = 1) -> int:
    """Return the largest loan (minor units, a multiple of `unit`) that keeps loan to value within `highest_ltv`."""
    with localcontext(EXACT):
        return Rounding(unit, RoundingMode.DOWN).apply(max(0, min(price, appraised_value)) * highest_ltv)


def _band(factor: Factor, answers: Mapping[str, Answer]) -> Band:
    if factor.name not in answers:
        raise ScoringInputError(factor.name, msg("an answer is needed"))
    answer = answers[factor.name]
    for band in factor.bands:
        if band.holds(answer):
            return band
    raise ScoringInputError(factor.name, msg("no band of the scorecard takes {answer}", answer=answer))


_ORDER = (RiskGrade.LOW, RiskGrade.MEDIUM, RiskGrade.HIGH, RiskGrade.REJECT)


def may_override(grade: RiskGrade, to: RiskGrade) -> bool:
    """Tell whether a second analyst may move a grade there: one notch, and a rejection stays a rejection."""
    return grade is not RiskGrade.REJECT and abs(_ORDER.index(grade) - _ORDER.index(to)) == 1
