"""Early repayment: the worked example and the fee table."""

from datetime import date
from decimal import Decimal

import pytest

from app.servicing.payoff.rules import NoFeeForYearError, contract_year, early_repayment_rate, payoff_quote
from app.servicing.receipt.rules import AmountDue

FEES = {1: Decimal("0.05"), 2: Decimal("0.04"), 3: Decimal("0.03"), 4: Decimal(0)}
START = date(2026, 1, 15)


class TestPayoffQuote:
    def test_on_the_due_date(self) -> None:
        quote = payoff_quote(early_principal=26_448_923, accrued_interest=0, dues=[], fee_rate=Decimal("0.03"))
        assert (quote.early_repayment_fee, quote.total) == (793_468, 27_242_391)

    def test_ten_days_later(self) -> None:
        quote = payoff_quote(early_principal=26_448_923, accrued_interest=173_911, dues=[], fee_rate=Decimal("0.03"))
        assert quote.total == 27_416_302

    def test_adds_what_is_due_without_a_fee_on_it(self) -> None:
        late = AmountDue(1, True, principal=1000, interest=100, overdue_int=10, late_int=1, fee=5)
        quote = payoff_quote(early_principal=2000, accrued_interest=7, dues=[late], fee_rate=Decimal("0.05"))
        assert (quote.early_repayment_fee, quote.total) == (100, 3223)

    def test_is_lowered_by_the_credit_but_never_below_nothing(self) -> None:
        terms = {"early_principal": 100, "accrued_interest": 0, "dues": [], "fee_rate": Decimal(0)}
        assert payoff_quote(**terms, credit=30).total == 70  # type: ignore[arg-type]
        assert payoff_quote(**terms, credit=130).total == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("on", "rate"),
    [
        (date(2026, 1, 15), "0.05"),
        (date(2027, 1, 14), "0.05"),
        (date(2027, 1, 15), "0.04"),
        (date(2028, 1, 15), "0.03"),
        (date(2029, 1, 15), "0"),
        (date(2036, 1, 15), "0"),
    ],
)
def test_fee_rate_follows_the_contract_year(on: date, rate: str) -> None:
    assert early_repayment_rate(FEES, START, on) == Decimal(rate)


def test_contract_of_29_february_turns_a_year_old_on_the_28th() -> None:
    assert contract_year(date(2028, 2, 29), date(2029, 2, 27)) == 1
    assert contract_year(date(2028, 2, 29), date(2029, 2, 28)) == 2


def test_a_table_without_the_first_year_is_refused() -> None:
    with pytest.raises(NoFeeForYearError):
        early_repayment_rate({2: Decimal(0)}, START, START)
