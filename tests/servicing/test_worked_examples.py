"""The worked examples of the domain, through the operations that staff and end of day use, on both databases."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.security.acting import as_system
from app.servicing.contract.model import Contract, ContractStatus
from app.servicing.payoff.operations import quote
from app.servicing.receipt.model import Purpose
from app.servicing.receipt.rules import WaterfallProfile
from app.shared.day_count import DayCount
from app.shared.rounding import RoundingMode
from app.shared.schedule.terms import RepaymentMethod
from tests.factories import servicing as make

PAID_OUT = date(2026, 1, 15)
LEVEL = {"instalment_rounding_unit": 1000, "instalment_rounding_mode": RoundingMode.DOWN}


def pay_six(session: Session) -> Contract:
    """Return the loan of E1 with six instalments paid on their days."""
    loan = make.make_loan(session, PAID_OUT)
    for row in make.instalments_of(session, loan)[:6]:
        make.set_day(session, row["due_on"])
        make.receive(session, loan, row["principal"] + row["interest"])
    return loan


def test_e1_an_annuity_becomes_instalments(session: Session) -> None:
    rows = make.instalments_of(session, make.make_loan(session, PAID_OUT))
    assert [(r["interest"], r["principal"]) for r in (*rows[:2], rows[11])] == [
        (1_019_178, 3_706_822), (852_302, 3_873_698), (94_278, 4_625_184)]  # fmt: skip
    assert sum(r["interest"] for r in rows) == 6_705_462
    assert sum(r["principal"] for r in rows) == 50_000_000


def test_e2_equal_principal_becomes_instalments(session: Session) -> None:
    terms = {"amount": 400_000_000, "annual_rate": Decimal(12), "term": 36, "method": RepaymentMethod.EQUAL_PRINCIPAL}
    rows = make.instalments_of(session, make.make_loan(session, PAID_OUT, **terms, **LEVEL))
    assert (rows[0]["principal"], rows[0]["interest"]) == (11_111_000, 4_076_712)
    assert rows[1]["interest"] == 3_579_910
    assert (rows[35]["principal"], rows[35]["interest"]) == (11_115_000, 113_282)
    assert sum(r["interest"] for r in rows) == 73_936_776


def test_e3_interest_first_becomes_instalments(session: Session) -> None:
    terms = {"amount": 300_000_000, "annual_rate": Decimal("13.2"), "term": 6, "method": RepaymentMethod.INTEREST_FIRST}
    rows = make.instalments_of(session, make.make_loan(session, PAID_OUT, **terms))
    assert [r["interest"] + r["principal"] for r in rows] == [
        3_363_288, 3_037_808, 3_363_288, 3_254_795, 3_363_288, 303_254_795]  # fmt: skip


def test_e4_end_of_day_books_the_interest_of_the_convention(session: Session) -> None:
    owed = {
        DayCount.ACT_365: (1_528_767, 1_380_822),
        DayCount.ACT_360: (1_550_000, 1_400_000),
        DayCount.THIRTY_360: (1_500_000, 1_500_000),
    }
    terms = {"amount": 100_000_000, "annual_rate": Decimal(18), "method": RepaymentMethod.INTEREST_FIRST}
    loans = {convention: make.make_loan(session, PAID_OUT, day_count=convention, **terms) for convention in owed}
    make.close_through(session, date(2026, 2, 15))
    assert {c: make.balance_of(session, loan)["interest"] for c, loan in loans.items()} == {
        convention: first for convention, (first, _) in owed.items()
    }
    for convention, loan in loans.items():
        make.receive(session, loan, owed[convention][0])
    make.close_through(session, date(2026, 3, 15))
    assert {c: make.balance_of(session, loan)["interest"] for c, loan in loans.items()} == {
        convention: second for convention, (_, second) in owed.items()
    }


def test_e5_twenty_days_late(session: Session) -> None:
    loan = make.make_loan(session, PAID_OUT)
    make.close_through(session, date(2026, 3, 6))
    receipt = make.receive(session, loan, 4_804_706)
    assert make.allocated(session, receipt) == [
        (1, "principal", 3_706_822), (1, "interest", 1_019_178),
        (1, "overdue_int", 73_121), (1, "late_int", 5_585)]  # fmt: skip
    assert make.balance_of(session, loan)["principal"] == 46_293_178


def test_e6_the_waterfalls_of_the_circular_and_of_an_agreement(session: Session) -> None:
    circular = make.make_loan(session, PAID_OUT)
    interest_first = make.make_loan(session, PAID_OUT, waterfall_profile=WaterfallProfile.CN)
    make.close_through(session, date(2026, 3, 14))
    assert make.allocated(session, make.receive(session, circular, 6_000_000)) == [
        (1, "principal", 3_706_822), (1, "interest", 1_019_178), (1, "overdue_int", 102_369), (1, "late_int", 7_818),
        (2, "principal", 1_163_813)]  # fmt: skip
    assert make.allocated(session, make.receive(session, interest_first, 6_000_000)) == [
        (1, "late_int", 7_818), (1, "overdue_int", 102_369), (1, "interest", 1_019_178), (1, "principal", 3_706_822),
        (2, "interest", 852_302), (2, "principal", 311_511)]  # fmt: skip


def test_e7_what_settles_a_loan(session: Session) -> None:
    loan = pay_six(session)
    with as_system(session, "test"):
        today, later = quote(record=loan, on=date(2026, 7, 15)), quote(record=loan, on=date(2026, 7, 25))
    assert (today.early_principal, today.early_repayment_fee, today.total) == (26_448_923, 793_468, 27_242_391)
    assert later.total == 27_416_302


def test_e7_the_quoted_amount_settles_the_loan_and_its_reversal_brings_it_back(session: Session) -> None:
    loan = pay_six(session)
    make.set_day(session, date(2026, 7, 25))
    before = make.balance_of(session, loan)
    receipt = make.receive(session, loan, 27_416_302, purpose=Purpose.EARLY_SETTLEMENT)
    after = make.balance_of(session, loan)
    assert loan.status is ContractStatus.SETTLED
    assert {after[name] for name in ("principal", "interest", "fees", "credit")} == {0}
    make.take_back(session, receipt)
    restored = make.balance_of(session, loan)
    assert loan.status is ContractStatus.EFFECTIVE
    assert restored["principal"] == before["principal"]
    assert restored["interest"] == 173_911
    live = [r for r in make.instalments_of(session, loan) if r["status"] != "rescheduled"]
    assert sum(r["principal"] for r in live) == 50_000_000


def test_e17_accrual_by_month(session: Session) -> None:
    loan = make.make_loan(session, PAID_OUT)
    make.close_through(session, date(2026, 1, 31))
    january = make.balance_of(session, loan)["interest"]
    make.close_through(session, date(2026, 2, 15))
    assert (january, make.balance_of(session, loan)["interest"] - january) == (526_027, 493_151)


def test_e20_the_last_instalment_takes_the_remainder(session: Session) -> None:
    terms = {"amount": 100_000_000, "term": 7, "method": RepaymentMethod.EQUAL_PRINCIPAL}
    rows = make.instalments_of(session, make.make_loan(session, PAID_OUT, **terms, **LEVEL))
    assert [r["principal"] for r in rows] == [14_285_000] * 6 + [14_290_000]
