"""Aging: the worked example, balances of any past day, and both ways of computing them, on both engines."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.reports.drill import records_behind
from app.reports.engine import engine
from app.reports.filters import Filters, Period
from app.reports.portfolio_at import computed_at, portfolio_at
from app.reports.result import Query
from app.reports.runner import run
from app.servicing.classification.ageing import ageing_bucket
from app.servicing.contract.model import Contract
from app.servicing.risk_snapshot import RiskSnapshot
from tests.reports.book import book
from tests.reports.office import TODAY, Office, keys_of, visible

MILLION = 1_000_000
# (branch, principal in millions, days past due): the portfolio of worked example E10
LOANS = (
    ("north", 100, 0),
    ("north", 80, 5),
    ("north", 60, 25),
    ("south", 40, 45),
    ("south", 30, 95),
    ("south", 20, 400),
)
AS_OF = Filters(Period(TODAY, TODAY))


@pytest.fixture(scope="module", autouse=True)
def loans(office: Office) -> dict[int, int]:
    made = {}
    with book(office) as b:
        for branch, millions, days in LOANS:
            contract = b.loan(branch, millions * MILLION, date(2025, 2, 3))
            due_on = TODAY - timedelta(days=days) if days else TODAY + timedelta(days=10)
            b.instalment(contract, due_on, 5 * MILLION, 1 * MILLION)
            made[days] = contract
    return made


def ask(office: Office, who: str, *measures: str, by: tuple[str, ...] = (), filters: Filters = AS_OF):
    (result,) = run(office.principal(who), Query(measures, filters, by))
    return result


class TestWorkedExample:
    def test_totals_and_ratios(self, office):
        result = ask(office, "boss", "outstanding", "loans", "par30", "par90", "npl_ratio", "group_2_ratio")
        values = {slug: str(value) for slug, value in result.totals.items()}
        assert values == {
            "outstanding": str(330 * MILLION),
            "loans": "6",
            "par30": "27.2727",
            "par90": "15.1515",
            "npl_ratio": "15.1515",
            "group_2_ratio": "30.3030",
        }

    def test_buckets_in_their_order(self, office):
        result = ask(office, "boss", "outstanding", by=("bucket",))
        expected = [(str(ageing_bucket(days)), millions * MILLION) for _, millions, days in LOANS]
        assert [(str(bucket), value) for bucket, value in result.frame.itertuples(index=False)] == expected

    def test_debt_groups(self, office):
        result = ask(office, "boss", "outstanding", by=("debt_group",))
        assert dict(result.frame.itertuples(index=False, name=None)) == {
            "1": 180 * MILLION,
            "2": 100 * MILLION,
            "3": 30 * MILLION,
            "5": 20 * MILLION,
        }

    def test_a_manager_sees_the_own_branch_and_its_own_ratio(self, office):
        result = ask(office, "north_manager", "outstanding", "par30", "loans")
        assert result.totals["outstanding"] == 240 * MILLION
        assert str(result.totals["par30"]) == "0.0000"
        assert result.totals["loans"] == len(visible(Contract, office.principal("north_manager")))

    def test_a_ratio_opens_the_loans_of_its_part(self, office, loans):
        _, keys = records_behind(office.principal("boss"), "par30", AS_OF, {})
        assert keys_of(keys) == {loans[45], loans[95], loans[400]}

    def test_a_bucket_opens_its_loans(self, office, loans):
        _, keys = records_behind(office.principal("boss"), "outstanding", AS_OF, {"bucket": "31-60"})
        assert keys_of(keys) == {loans[45]}


@pytest.fixture(scope="module")
def contract(office: Office) -> int:
    """10 m lent on 3 February 2025: two instalments, the first paid 16 days late, the second in time."""
    with book(office) as b:
        contract = b.loan("north", 10 * MILLION, date(2025, 2, 3), owner="north_manager")
        first = b.instalment(contract, date(2025, 3, 4), 4 * MILLION, 200_000)
        second = b.instalment(contract, date(2025, 4, 2), 6 * MILLION, 100_000)
        b.pay(contract, first, date(2025, 3, 20), principal=4 * MILLION, interest=200_000)
        b.pay(contract, second, date(2025, 4, 2), principal=6 * MILLION, interest=100_000)
    return contract


class TestAnyDay:
    @pytest.fixture
    def state(self, contract: int) -> Iterator[object]:
        def at(day: date, how=computed_at):
            with engine().open() as reader:
                rows = {row.contract_id: row for row in reader.rows(how(day, reader))}
            row = rows.get(contract)
            return None if row is None else (row.principal, row.days_past_due, str(row.bucket), row.debt_group)

        return at

    def test_before_it_was_paid_out_it_is_not_there(self, state):
        assert state(date(2025, 2, 2)) is None

    def test_on_its_due_date_it_is_not_overdue(self, state):
        assert state(date(2025, 3, 4)) == (10 * MILLION, 0, "0", "1")

    def test_unpaid_days_count_from_the_due_date(self, state):
        assert state(date(2025, 3, 5)) == (10 * MILLION, 1, "1-9", "1")
        assert state(date(2025, 3, 14)) == (10 * MILLION, 10, "10-30", "2")
        assert state(date(2025, 3, 19)) == (10 * MILLION, 15, "10-30", "2")

    def test_a_payment_counts_from_its_own_day_on(self, state):
        assert state(date(2025, 3, 20)) == (6 * MILLION, 0, "0", "1")

    def test_once_repaid_it_is_gone(self, state):
        assert state(date(2025, 4, 1)) == (6 * MILLION, 0, "0", "1")
        assert state(date(2025, 4, 2)) is None

    def test_a_due_date_on_a_weekend_may_be_met_on_the_next_working_day(self, office, contract):
        with book(office) as b:
            weekend = b.loan("north", MILLION, date(2025, 1, 2), owner="north_manager")
            b.instalment(weekend, date(2025, 3, 8), MILLION)  # a Saturday
        with engine().open() as reader:
            days = {
                day: {row.contract_id: row.days_past_due for row in reader.rows(computed_at(day, reader))}[weekend]
                for day in (date(2025, 3, 9), date(2025, 3, 10), date(2025, 3, 11))
            }
        assert list(days.values()) == [0, 0, 3]

    def test_the_snapshots_of_a_day_say_the_same_as_what_is_computed(self, office, contract):
        day = date(2025, 3, 15)
        with engine().open() as reader:
            computed = sorted(tuple(map(str, row)) for row in reader.rows(computed_at(day, reader)))
            live = reader.rows(computed_at(day, reader))
        with book(office) as b:
            for row in live:
                branch = b.connection.execute(select(Contract.branch_id).where(Contract.id == row.contract_id)).scalar()
                b.put(
                    RiskSnapshot, contract_id=row.contract_id, branch_id=branch, day=day, principal=row.principal,
                    days_past_due=row.days_past_due, bucket=str(row.bucket), debt_group=int(row.debt_group),
                    cn_class="normal", principal_overdue=0, interest=0, provision_specific=0, provision_general=0,
                )  # fmt: skip
        with engine().open() as reader:
            statement = portfolio_at(day, reader)
            assert "risk_snapshot" in str(statement)
            assert sorted(tuple(map(str, row)) for row in reader.rows(statement)) == computed

    def test_all_loans_of_a_customer_stand_in_the_worst_group(self, office):
        with book(office) as b:
            customer = b.customer("north", "north_manager")
            good = b.loan("south", MILLION, date(2024, 7, 3), customer=customer)
            bad = b.loan("north", MILLION, date(2024, 7, 3), customer=customer)
            b.instalment(bad, date(2024, 8, 5), MILLION)
        day = date(2024, 12, 2)
        with engine().open() as reader:
            groups = {row.contract_id: row.debt_group for row in reader.rows(computed_at(day, reader))}
        assert groups[good] == groups[bad] == "3"
        # The reader of one branch sees the group that the other branch's loan causes, and not that loan.
        filters = Filters(Period(day, day))
        (result,) = run(office.principal("south_seller"), Query(("bad_debt", "loans"), filters))
        assert result.totals == {"bad_debt": MILLION, "loans": 1}
