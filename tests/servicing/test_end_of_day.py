"""End of day: the SQL equals the pure rules, and however it is broken off it ends in the same books."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.lowcode.queues import queues_of
from app.security.acting import as_system
from app.security.roles import Role
from app.servicing.balance.model import ContractBalance
from app.servicing.classification.ageing import ageing_bucket
from app.servicing.classification.day_facts import day_facts
from app.servicing.classification.rules import Unpaid, days_past_due, debt_group
from app.servicing.contract.model import Contract
from app.servicing.contract.rules import terms_of
from app.servicing.end_of_day import jobs, operations, steps
from app.servicing.end_of_day.model import EndOfDayChunk, EndOfDayRun, ParkedContract, RunStatus
from app.servicing.late_interest.rules import Held, LateRates, late_interest
from app.servicing.ledger.invariants import BooksDoNotBalance
from app.servicing.ledger.model import LedgerLine
from app.servicing.risk_snapshot import RiskSnapshot
from app.shared.company import business_date
from app.shared.day_count import DayCount
from app.shared.errors import Conflict
from app.shared.rounding import RoundingMode
from app.shared.schedule.accrual import accrued_interest
from app.shared.schedule.rules import build_schedule
from app.shared.schedule.terms import PeriodRate, PeriodUnit, RepaymentMethod
from app.shared.text import msg
from app.shared.working_days import next_working_day
from tests.factories import servicing as make
from tests.factories.origination import take
from tests.factories.people import make_branch, make_employee, signed_in

PAID_OUT = date(2026, 1, 15)


def random_loan(session: Session, chance: random.Random) -> Contract:
    """Add a loan of random terms, paid out on PAID_OUT."""
    unit = chance.choice([1, 100])
    # A coarse unit with a rate of six decimals would overflow 64 bits, and is refused.
    rate = Decimal(chance.randrange(0, 60_000_000)).scaleb(-6) if unit == 1 else Decimal(chance.randrange(0, 60))
    return make.make_loan(
        session,
        PAID_OUT,
        amount=chance.randrange(1_000_000, 900_000_000),
        annual_rate=rate,
        term=chance.randrange(2, 24),
        method=chance.choice(list(RepaymentMethod)),
        first_due_on=None,
        period_unit=chance.choice([PeriodUnit.MONTH, PeriodUnit.WEEK]),
        day_count=chance.choice(list(DayCount)),
        period_rate=chance.choice(list(PeriodRate)),
        interest_rounding_mode=chance.choice(list(RoundingMode)),
        interest_rounding_unit=unit,
        instalment_rounding_unit=1,
    )


@pytest.mark.parametrize("seed", range(6))
def test_a_range_of_contracts_equals_the_pure_rules(session: Session, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    loans = [random_loan(session, chance) for _ in range(4)]
    # The first run books everything since the payout at once; the others one or more days further.
    for day in sorted(PAID_OUT + timedelta(days=chance.randrange(1, 200)) for _ in range(3)):
        make.set_day(session, day)
        make.close_through(session, day)
        with as_system(session, "test"):
            facts = day_facts(session, day)
        for loan in loans:
            compare(make.balance_of(session, loan), make.instalments_of(session, loan), loan, facts)


def compare(balance: dict, rows: list[dict], loan: Contract, facts: object) -> None:
    """Assert that what end of day wrote for an unpaid loan is what the pure rules say."""
    schedule = build_schedule(terms_of(loan))
    booked = balance["interest"] + balance["suspended_interest"]
    assert booked == accrued_interest(schedule, facts.on)
    rates = LateRates(
        loan.annual_rate * loan.overdue_rate_percent / 10_000, loan.late_interest_rate / 100, loan.day_count
    )
    for row in rows:
        held = [[Held(row[name], row["due_on"], facts.on)] for name in ("principal", "interest")]
        last_day = next_working_day(row["due_on"], facts.holidays)
        owed = late_interest(*held, rates, as_of=facts.on, last_day_to_pay=last_day)
        assert (row["overdue_int"], row["late_int"]) == (owed.on_principal, owed.on_interest)
    unpaid = [Unpaid(row["due_on"], row["principal"] + row["interest"]) for row in rows if row["due_on"] <= facts.on]
    days = days_past_due(unpaid, facts.on, tolerance=facts.tolerance, holidays=facts.holidays)
    assert (balance["days_past_due"], balance["bucket"]) == (days, ageing_bucket(days))
    assert balance["own_group"] == balance["debt_group"] == debt_group(days, facts.limits)


def everything(session: Session) -> list[object]:
    """Return balances, lines and snapshots without keys and stamps."""
    found: list[object] = []
    for model in (ContractBalance, LedgerLine, RiskSnapshot):
        table = model.__table__
        columns = [c for c in table.c if c.name not in ("id", "entry_id", "created_at", "created_by_id")]
        query = select(*columns)
        found.append(sorted(map(repr, session.connection().execute(query).all())))
    return found


def three_late_loans(session: Session) -> None:
    branch = make_branch(session)
    for _ in range(3):
        make.make_loan(session, PAID_OUT, branch)
    make.set_day(session, date(2026, 3, 1))


def test_broken_off_anywhere_it_ends_as_if_it_had_not_been(session: Session) -> None:
    three_late_loans(session)
    begin = session.begin_nested()
    make.close_through(session, date(2026, 3, 2))
    uninterrupted = everything(session)
    begin.rollback()
    begin = session.begin_nested()
    with as_system(session, "end of day"):
        run = operations.open_run(session, contracts_per_chunk=1)
        first, second, _ = operations.pending_chunks(session, run.id)
        operations.do_chunk(session, second)
        broken = session.begin_nested()
        operations.do_chunk(session, first)
        broken.rollback()
        operations.do_chunk(session, second)
        assert operations.advance(session, run.id) is RunStatus.CHARGING
    make.close_through(session, date(2026, 3, 2), contracts_per_chunk=2)
    assert everything(session) == uninterrupted
    begin.rollback()


def test_missed_days_are_closed_in_order_and_a_closed_day_once(session: Session) -> None:
    three_late_loans(session)
    make.close_through(session, date(2026, 3, 4))
    make.close_through(session, date(2026, 3, 4))
    days = (
        session.connection()
        .scalars(select(EndOfDayRun.__table__.c.business_date).order_by(EndOfDayRun.__table__.c.business_date))
        .all()
    )
    assert days == [date(2026, 3, day) for day in (1, 2, 3, 4)]
    before = everything(session)
    with as_system(session, "test"):
        assert business_date(session) == date(2026, 3, 5)
        for chunk_id in session.scalars(select(EndOfDayChunk.id)).all():
            operations.do_chunk(session, chunk_id)
    assert everything(session) == before
    assert session.connection().scalars(select(ParkedContract.__table__.c.id)).all() == []


def put_off_balance(session: Session, amount: int) -> None:
    """Change one contract's balance behind the ledger's back."""
    balance = ContractBalance.__table__
    one = select(func.min(balance.c.id)).scalar_subquery()
    session.connection().execute(
        update(balance).where(balance.c.id == one).values(principal=balance.c.principal + amount)
    )


def test_books_that_do_not_balance_stop_the_day_until_they_do(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "retrying", lambda _session, step: step())  # commits nothing
    three_late_loans(session)
    accountant = make_employee(session, Role.ACCOUNTANT, make_branch(session))
    put_off_balance(session, 7)
    with as_system(session, "end of day"), pytest.raises(BooksDoNotBalance, match="principal"):
        list(jobs.close_days(session, date(2026, 3, 1)))
    with signed_in(session, accountant):
        run = session.scalars(select(EndOfDayRun)).one()
        assert run.status is RunStatus.STOPPED
        assert [(one["what"], one["found"] - one["expected"]) for one in run.differences] == [("principal", 7)]
        assert business_date(session) == date(2026, 3, 1)
        waiting = {(queue.entity.name, queue.state): queue.commands for queue in queues_of(session)}
        assert [str(label) for label in waiting["EndOfDayRun", "stopped"]] == ["Check the books again"]
    take(session, accountant, run, "check_again")
    put_off_balance(session, -7)
    with as_system(session, "end of day"):
        assert operations.advance(session, run.id) is RunStatus.CLOSED
        assert run.differences == []
        assert business_date(session) == date(2026, 3, 2)
    with pytest.raises(Conflict):
        take(session, accountant, run, "check_again")


def test_a_contract_at_fault_waits_and_the_others_are_done(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    three_late_loans(session)
    ids = session.connection().scalars(select(ContractBalance.__table__.c.contract_id)).all()
    sound = steps.STEPS[steps.Phase.CHARGE]

    def fails_for_one(_session: Session, first: int, last: int, *_: object) -> None:
        if first <= ids[1] <= last:
            raise ArithmeticError("a fault of one contract")

    broken = (*sound, steps.Step(msg("Days past due"), fails_for_one))
    monkeypatch.setitem(steps.STEPS, steps.Phase.CHARGE, broken)
    make.close_through(session, date(2026, 3, 1), parked=1)
    parked = session.connection().execute(select(ParkedContract.__table__)).mappings().all()
    assert [(row["contract_id"], str(row["step"]), row["error"]) for row in parked] == [
        (ids[1], "Days past due", "ArithmeticError")
    ]
    columns = ContractBalance.__table__.c
    found = session.connection().execute(select(columns.contract_id, columns.accrued_through)).all()
    booked = {row.contract_id: row.accrued_through for row in found}
    assert [booked[key] for key in ids] == [date(2026, 3, 1), None, date(2026, 3, 1)]


def test_interest_leaves_income_with_group_one_and_comes_back_as_cash(session: Session) -> None:
    loan = make.make_loan(session, PAID_OUT)
    make.set_day(session, date(2026, 2, 24))
    make.close_through(session, date(2026, 2, 24))
    still_standard = make.balance_of(session, loan)
    make.close_through(session, date(2026, 2, 25))
    suspended = make.balance_of(session, loan)
    assert (still_standard["debt_group"], still_standard["suspended_interest"]) == (1, 0)
    assert (suspended["debt_group"], suspended["interest"], suspended["overdue_interest"]) == (2, 0, 0)
    assert suspended["suspended_interest"] > 1_019_178
    make.receive(session, loan, 4_726_000 + 100_000)
    after = make.balance_of(session, loan)
    assert after["suspended_interest"] < suspended["suspended_interest"]
    assert after["interest"] == 0


def test_two_loans_of_one_customer_share_the_worse_group(session: Session) -> None:
    branch = make_branch(session)
    late, good = make.make_loan(session, PAID_OUT, branch), make.make_loan(session, PAID_OUT, branch)
    with as_system(session, "test"):
        good.customer_id = late.customer_id
        session.flush()
    make.set_day(session, date(2026, 2, 16))
    first = make.instalments_of(session, good)[0]
    make.receive(session, good, first["principal"] + first["interest"])
    make.set_day(session, date(2026, 2, 26))
    make.close_through(session, date(2026, 2, 26))
    own, shared = (make.balance_of(session, good)[name] for name in ("own_group", "debt_group"))
    assert (own, shared) == (1, 2)
