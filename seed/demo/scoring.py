"""Credit assessments whose answers give, by the scorecard itself, the grade that was meant."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from app.origination.credit_assessment.default_scorecard import UNSECURED_CARD, USED_CAR_CARD
from app.origination.credit_assessment.rules import Answer, RiskGrade, Score, payment_to_income, score

_TRIES = 400
_SIX = Decimal("0.000001")


@dataclass(frozen=True)
class Answers:
    """What the analyst found out; amounts in dong a month unless said otherwise."""

    outcome: Score
    inputs: dict[str, Answer]
    other_payments: int
    bureau_debt: int
    pti_percent: Decimal
    income: int


def answer(
    rng: Random, grade: str, *, kind: str, age: int, income: int, instalment: int, ltv: Decimal | None, car_age: int
) -> Answers:
    """Return answers of the grade (`reject` for none); the nearest to it that the dice gave in many throws."""
    card = USED_CAR_CARD if kind == "used_car" else UNSECURED_CARD
    wanted = RiskGrade(grade)
    for attempt in range(_TRIES):
        means = max(income, round(instalment * rng.uniform(1.7, 3.2) / 100_000) * 100_000)
        others = round(means * rng.choice((0, 0, 0.05, 0.1, 0.15)) / 100_000) * 100_000
        pti = payment_to_income(instalment, others, means) or Decimal(1)
        inputs = _throw(rng, wanted) | {"age_years": Decimal(age), "pti_percent": (pti * 100).quantize(_SIX)}
        if ltv is not None:
            inputs |= {"ltv_percent": ltv, "vehicle_age_years": Decimal(car_age)}
        found = score(card, inputs)
        if found.grade is wanted or attempt == _TRIES - 1:
            break
    return Answers(found, inputs, others, round(others * rng.uniform(8, 20) / _MILLION) * _MILLION, _pti(inputs), means)


_MILLION = 1_000_000


def _pti(inputs: dict[str, Answer]) -> Decimal:
    return Decimal(inputs["pti_percent"])


def _throw(rng: Random, wanted: RiskGrade) -> dict[str, Answer]:
    """Return answers likely for the grade: those of low risk have long jobs and clean records."""
    good = {RiskGrade.LOW: 0.85, RiskGrade.MEDIUM: 0.45, RiskGrade.HIGH: 0.15, RiskGrade.REJECT: 0.1}[wanted]
    clean = rng.random() < good + 0.1
    worst = 1 if clean else rng.choice((2, 2, 2, 3) if wanted is RiskGrade.REJECT else (2,))
    months = rng.randrange(36, 180) if rng.random() < good else rng.randrange(3, 48)
    lenders = rng.randrange(0, 3) if rng.random() < good else rng.randrange(1, 6)
    return {
        "income_months": Decimal(months),
        "worst_bureau_group_24m": Decimal(worst),
        "lenders": Decimal(lenders),
        "residence": rng.choice(
            ("owned", "owned", "family") if rng.random() < good else ("family", "rented", "rented")
        ),
        "customer_history": "new",
        "contact_verified": "yes" if rng.random() < 0.5 + good / 2 else "no",
    }
