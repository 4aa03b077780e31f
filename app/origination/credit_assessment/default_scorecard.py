"""The scorecard a new lender starts with, by industry practice: 100 points, to be edited and versioned as data."""

from decimal import Decimal

from app.origination.credit_assessment.rules import Band, Factor, RiskGrade, Scorecard

_LEAST_SCORES = ((RiskGrade.LOW, 70), (RiskGrade.MEDIUM, 50), (RiskGrade.HIGH, 35))


def _at_most(*bands: tuple[int, str], otherwise: int) -> tuple[Band, ...]:
    return (*(Band(points, at_most=Decimal(limit)) for points, limit in bands), Band(otherwise))


def _at_least(*bands: tuple[int, str], otherwise: int) -> tuple[Band, ...]:
    return (*(Band(points, at_least=Decimal(limit)) for points, limit in bands), Band(otherwise))


_PERSON = (
    Factor("age_years", (Band(10, at_least=Decimal(25), at_most=Decimal(55)), Band(4))),
    Factor("income_months", _at_least((15, "36"), (10, "12"), otherwise=4)),
    Factor("pti_percent", _at_most((18, "30"), (13, "45"), (6, "60"), otherwise=0)),
    Factor("worst_bureau_group_24m", (*_at_most((20, "1"), (8, "2"), otherwise=0)[:2], Band(0, knock_out=True))),
    Factor("lenders", _at_most((10, "2"), (6, "4"), otherwise=0)),
    Factor("residence", (Band(9, equals="owned"), Band(7, equals="family"), Band(4, equals="rented"))),
)
_CAR = (
    Factor("ltv_percent", _at_most((13, "50"), (9, "60"), (5, "70"), otherwise=0)),
    Factor("vehicle_age_years", _at_most((5, "5"), (3, "8"), otherwise=0)),
)
_UNSECURED = (
    Factor("customer_history", (Band(13, equals="good_payer"), Band(5, equals="new"), Band(0, equals="other"))),
    Factor("contact_verified", (Band(5, equals="yes"), Band(0, equals="no"))),
)

USED_CAR_CARD = Scorecard("used-car-1", _PERSON + _CAR, _LEAST_SCORES)
UNSECURED_CARD = Scorecard("unsecured-1", _PERSON + _UNSECURED, _LEAST_SCORES)
