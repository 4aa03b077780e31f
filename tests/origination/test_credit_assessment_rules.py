"""Scoring, payment to income, loan to value, and the margin of a scheme."""

from decimal import Decimal

import pytest

from app.origination.credit_assessment.default_scorecard import UNSECURED_CARD, USED_CAR_CARD
from app.origination.credit_assessment.rules import (
    Answer,
    RiskGrade,
    Scorecard,
    ScoringInputError,
    largest_loan,
    loan_to_value,
    payment_to_income,
    score,
)
from app.origination.scheme.rules import MarginCosts, margin_test

APPLICANT: dict[str, Answer] = {
    "age_years": Decimal(34),
    "income_months": Decimal(48),
    "pti_percent": Decimal("42.15"),
    "worst_bureau_group_24m": Decimal(1),
    "lenders": Decimal(2),
    "residence": "family",
    "ltv_percent": Decimal("67.3"),
    "vehicle_age_years": Decimal(4),
}


def grade(**changed: Answer) -> RiskGrade:
    return score(USED_CAR_CARD, APPLICANT | changed).grade


class TestScore:
    def test_of_the_worked_example(self) -> None:
        result = score(USED_CAR_CARD, APPLICANT)
        assert list(result.points.values()) == [10, 15, 13, 20, 10, 7, 5, 5]
        assert (result.total, result.grade, result.knocked_out) == (85, RiskGrade.LOW, ())

    @pytest.mark.parametrize("card", [USED_CAR_CARD, UNSECURED_CARD])
    def test_maxima_sum_to_100(self, card: Scorecard) -> None:
        assert card.highest_score == 100

    def test_bad_bureau_record_rejects_whatever_the_rest(self) -> None:
        result = score(USED_CAR_CARD, APPLICANT | {"worst_bureau_group_24m": Decimal(3)})
        assert result.total == 65
        assert (result.grade, result.knocked_out) == (RiskGrade.REJECT, ("worst_bureau_group_24m",))

    @pytest.mark.parametrize(
        ("factor", "answer", "points"),
        [
            ("age_years", "24", 4),
            ("age_years", "25", 10),
            ("age_years", "55", 10),
            ("age_years", "56", 4),
            ("income_months", "36", 15),
            ("income_months", "35", 10),
            ("income_months", "12", 10),
            ("income_months", "11", 4),
            ("pti_percent", "30", 18),
            ("pti_percent", "30.01", 13),
            ("pti_percent", "60.01", 0),
            ("worst_bureau_group_24m", "2", 8),
            ("lenders", "4", 6),
            ("lenders", "5", 0),
            ("ltv_percent", "70", 5),
            ("vehicle_age_years", "9", 0),
        ],
    )
    def test_bands_meet_at_their_limits(self, factor: str, answer: str, points: int) -> None:
        assert score(USED_CAR_CARD, APPLICANT | {factor: Decimal(answer)}).points[factor] == points

    def test_grades_begin_at_their_least_score(self) -> None:
        assert grade(pti_percent=Decimal(61), residence="rented") is RiskGrade.MEDIUM  # 69
        weak = {"pti_percent": Decimal(61), "lenders": Decimal(9), "age_years": Decimal(60)}
        assert grade(**weak, residence="rented", income_months=Decimal(3)) is RiskGrade.HIGH  # 42
        bad = {"worst_bureau_group_24m": Decimal(2), "ltv_percent": Decimal(80)}
        assert grade(**weak, **bad, residence="rented", income_months=Decimal(3)) is RiskGrade.REJECT  # 25

    def test_names_what_is_missing_or_unknown(self) -> None:
        with pytest.raises(ScoringInputError, match="age_years"):
            score(USED_CAR_CARD, {})
        with pytest.raises(ScoringInputError, match="residence"):
            grade(residence="boat")


class TestRatios:
    def test_payment_to_income_of_the_worked_example(self) -> None:
        share = payment_to_income(9_302_000, 2_500_000, 28_000_000)
        assert share is not None
        assert round(share * 100, 2) == Decimal("42.15")

    def test_loan_to_value_takes_the_lower_of_price_and_appraisal(self) -> None:
        share = loan_to_value(350_000_000, 560_000_000, 520_000_000)
        assert share is not None
        assert round(share * 100, 1) == Decimal("67.3")

    def test_have_no_answer_without_a_base(self) -> None:
        assert payment_to_income(1, 1, 0) is None
        assert loan_to_value(1, 0, 100) is None

    def test_largest_loan_stays_within_the_ratio(self) -> None:
        assert largest_loan(520_000_000, 530_000_000, Decimal("0.7"), 1000) == 364_000_000
        assert largest_loan(520_001_999, 530_000_000, Decimal("0.7"), 1000) == 364_001_000


def test_margin_of_the_worked_example() -> None:
    costs = MarginCosts(Decimal("8.24"), Decimal("0.04"), Decimal("0.35"), Decimal("1.50"))
    result = margin_test(Decimal("12.5"), costs, Decimal("1.00"))
    assert (result.expected_loss, result.margin, result.passes) == (Decimal("1.40"), Decimal("1.36"), True)
    assert not margin_test(Decimal("12.5"), costs, Decimal("1.37")).passes
