"""Revenue: the worked example of accrual and cash, by month, component and branch, on both engines."""

from datetime import date

import pytest

from app.reports.drill import records_behind
from app.reports.filters import Comparison, Filters, Period
from app.reports.result import Query
from app.reports.runner import run
from app.servicing.ledger.model import AccountRole, EntryKind
from tests.reports.book import book
from tests.reports.office import Office, keys_of

JANUARY = Filters(Period(date(2026, 1, 1), date(2026, 1, 31)))
BOTH = Filters(Period(date(2026, 1, 1), date(2026, 2, 28)))
# Worked examples E1 and E17: 50 m at 24 %, paid out on 15 January: 16 days in January, 15 more to the due date.
ACCRUED = {date(2026, 1, 31): 526_027, date(2026, 2, 15): 493_151}
INTEREST, PRINCIPAL = 1_019_178, 3_706_822


@pytest.fixture(scope="module", autouse=True)
def contract(office: Office) -> int:
    with book(office) as b:
        contract = b.loan("north", 50_000_000, date(2026, 1, 15))
        instalment = b.instalment(contract, date(2026, 2, 15), PRINCIPAL, INTEREST)
        for day, amount in ACCRUED.items():
            b.post(
                contract,
                EntryKind.ACCRUAL,
                day,
                (AccountRole.INTEREST_RECEIVABLE, amount, 0, "interest"),
                (AccountRole.INTEREST_INCOME, 0, amount, "interest"),
            )
        b.pay(contract, instalment, date(2026, 2, 15), principal=PRINCIPAL, interest=INTEREST)
    return contract


def ask(office: Office, who: str, filters: Filters, by: tuple[str, ...] = ()):
    (result,) = run(office.principal(who), Query(("accrued_revenue", "cash_revenue"), filters, by))
    return result


def test_january_has_accrued_revenue_and_no_cash(office):
    assert ask(office, "boss", JANUARY).totals == {"accrued_revenue": 526_027, "cash_revenue": 0}


def test_each_month_stands_under_its_own_view(office):
    frame = ask(office, "boss", BOTH, ("month",)).frame
    assert list(frame.itertuples(index=False, name=None)) == [
        (date(2026, 1, 1), 526_027, 0),
        (date(2026, 2, 1), 493_151, INTEREST),
    ]


def test_both_views_agree_once_the_period_is_over(office):
    assert ask(office, "boss", BOTH).totals == {"accrued_revenue": INTEREST, "cash_revenue": INTEREST}


def test_principal_is_never_revenue(office):
    frame = ask(office, "boss", BOTH, ("component",)).frame
    assert [(str(c), a, b) for c, a, b in frame.itertuples(index=False)] == [("interest", INTEREST, INTEREST)]


def test_another_branch_has_none_of_it(office):
    assert ask(office, "south_seller", BOTH).totals == {"accrued_revenue": 0, "cash_revenue": 0}


def test_february_is_compared_with_january(office):
    compared = Filters(Period(date(2026, 2, 1), date(2026, 2, 28)), Comparison.PREVIOUS)
    result = ask(office, "boss", compared)
    assert result.earlier.totals == {"accrued_revenue": 526_027, "cash_revenue": 0}
    assert result.change("cash_revenue") is None
    assert result.change("accrued_revenue") == pytest.approx(-0.0625, abs=1e-4)


def test_cash_opens_the_allocations_and_accrual_the_contracts(office, contract):
    boss = office.principal("boss")
    model, keys = records_behind(boss, "cash_revenue", BOTH, {"month": date(2026, 2, 1), "component": "interest"})
    assert (model.__name__, len(keys_of(keys))) == ("Allocation", 1)
    model, keys = records_behind(boss, "accrued_revenue", BOTH, {})
    assert (model.__name__, keys_of(keys)) == ("Contract", {contract})
