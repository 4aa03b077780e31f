"""The book of one contract in memory: its instalments and balance, charged and paid by the rules of servicing."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

from app.servicing.balance.model import ContractBalance
from app.servicing.classification.ageing import ageing_bucket
from app.servicing.classification.day_facts import DayFacts
from app.servicing.classification.rules import debt_group
from app.servicing.contract.model import ON_THE_BOOKS, Contract, ContractStatus
from app.servicing.contract.rules import terms_of
from app.servicing.instalment.model import Instalment, InstalmentStatus
from app.servicing.instalment.operations import balance_values, instalment_values, rate_of
from app.servicing.instalment.queries import earned_by
from app.servicing.ledger.model import AccountRole
from app.servicing.ledger.operations import Line, credit, debit
from app.servicing.receipt.rules import Component
from app.servicing.repayment.operations import INTEREST
from app.shared.daily_rate import DailyRate
from app.shared.rounding import HALF_UP_TO_MINOR_UNIT
from app.shared.schedule.periods import interest_periods
from app.shared.schedule.rules import build_schedule
from seed.demo.bulk import Bulk, with_defaults

_LATE = ((Component.OVERDUE_INTEREST, "principal", "overdue"), (Component.LATE_INTEREST, "interest", "late"))
_CHARGED = {Component.OVERDUE_INTEREST: "overdue_int", Component.LATE_INTEREST: "late_int"}
_CLOSED = (InstalmentStatus.PAID, InstalmentStatus.RESCHEDULED)
_OPEN = (InstalmentStatus.SCHEDULED, InstalmentStatus.DUE, InstalmentStatus.PARTIAL)


class Book:
    """`rows` are instalments and `balance` the balance row, by column; `booked` is what was debited by year."""

    def __init__(self, contract_row: dict[str, Any], bulk: Bulk, on: date) -> None:
        contract: Any = SimpleNamespace(**with_defaults(Contract, contract_row))
        terms = terms_of(contract, on)
        schedule = build_schedule(terms)
        self.contract = contract
        self.rows: list[dict[str, Any]] = []
        # How many of the first rows are closed, and how many are earned in full; what each row has earned so far.
        self._closed = self._accrued = 0
        self._earned: dict[int, int] = {}
        for row, period in zip(schedule.rows, interest_periods(terms), strict=True):
            self.add_row(bulk, instalment_values(contract, row, rate_of(terms, period)))
        self.balance = with_defaults(ContractBalance, balance_values(contract, schedule, on))
        self.episodes: list[tuple[date, date | None]] = []
        self.received: list[tuple[date, int]] = []
        self.still_owed: dict[Component, int] = {}
        self.booked: dict[tuple[Component, int], int] = {}
        contract.effective_on, contract.maturity_on = on, schedule.rows[-1].due_on
        contract.status = ContractStatus.EFFECTIVE

    def add_row(self, bulk: Bulk, values: dict[str, Any]) -> None:
        """Take in an instalment and give it its key."""
        self.rows.append(with_defaults(Instalment, values) | {"id": bulk.next_key(Instalment)})

    @property
    def is_open(self) -> bool:
        """Whether the contract is being repaid."""
        return self.contract.status in ON_THE_BOOKS

    def unpaid(self, through: date) -> list[dict[str, Any]]:
        """Return the instalments due by a day that are still to be paid."""
        rows = self.rows
        while self._closed < len(rows) and rows[self._closed]["status"] in _CLOSED:
            self._closed += 1
        found = []
        for row in rows[self._closed :]:
            if row["status"] in _CLOSED:
                continue
            if row["due_on"] > through:
                break
            found.append(row)
        return found

    @property
    def has_open_rows(self) -> bool:
        """Whether an instalment is still to be paid."""
        return any(row["status"] not in _CLOSED for row in self.rows)

    def accrue(self, on: date) -> Iterator[Line]:
        """Yield the lines that book planned interest to the end of a day."""
        through = self.balance["accrued_through"]
        if through is not None and through >= on:
            return
        account = AccountRole.INTEREST_RECEIVABLE if self.balance["debt_group"] == 1 else AccountRole.SUSPENDED_INTEREST
        for row in self.rows[self._first_accruing(through) :]:
            if row["status"] is InstalmentStatus.RESCHEDULED:
                continue
            if row["start_on"] >= on:
                break
            before = self._earned.get(row["id"])
            if before is None:
                before = earned_by(self.contract, row, through) if through else 0
            self._earned[row["id"]] = earned = earned_by(self.contract, row, on)
            if earned > before:
                self.balance["accrued_through"] = on
                yield from _both_sides(
                    account, AccountRole.INTEREST_INCOME, Component.INTEREST, row["k"], earned - before
                )

    def _first_accruing(self, through: date | None) -> int:
        """Return from where on the rows, which are in the order of their days, are not yet earned in full."""
        while through and self._accrued < len(self.rows) and self.rows[self._accrued]["due_on"] <= through:
            self._accrued += 1
        return self._accrued

    def charge_late(self, day: DayFacts) -> Iterator[Line]:
        """Yield the lines that charge late interest to the end of a day, and note them on the instalments."""
        account = AccountRole.LATE_RECEIVABLE if self.balance["debt_group"] == 1 else AccountRole.SUSPENDED_INTEREST
        for row in self.unpaid(day.on):
            if row["due_on"] > day.missed_through and not (row["overdue_int"] or row["late_int"]):
                continue
            if row["paid_principal"] == row["principal"] and row["paid_interest"] == row["interest"]:
                continue
            for component, name, rate in _LATE:
                charged = _CHARGED[component]
                amount = self._owed(row, day, name, rate, row[f"paid_{charged}"]) - row[charged]
                row[charged] += amount
                yield from _both_sides(account, AccountRole.LATE_INTEREST_INCOME, component, row["k"], amount)

    def _owed(self, row: dict[str, Any], day: DayFacts, name: str, rate: str, paid: int) -> int:
        if row["due_on"] > day.missed_through:
            return paid
        held = max(0, self.contract.day_count.days(row[f"{name}_since"], day.on))
        total = row[f"{name}_days"] + (row[name] - row[f"paid_{name}"]) * held
        daily = DailyRate(self.balance[f"{rate}_numerator"], self.balance[f"{rate}_denominator"])
        return max(paid, daily.interest(total, HALF_UP_TO_MINOR_UNIT))

    def move_instalments(self, day: DayFacts, tomorrow: date) -> None:
        """Let instalments become due on the eve of their day, and overdue once it is missed."""
        for row in self.unpaid(tomorrow):
            if row["status"] not in _OPEN:
                continue
            missed = row["due_on"] <= day.missed_through
            if missed or row["status"] is InstalmentStatus.SCHEDULED:
                paid = row["principal"] == row["paid_principal"] and row["interest"] == row["paid_interest"]
                late = InstalmentStatus.OVERDUE if missed else InstalmentStatus.DUE
                row["status"] = InstalmentStatus.PAID if paid else late

    def classify(self, day: DayFacts) -> None:
        """Bring overdue amounts, days past due, bucket and own group to the end of a day."""
        balance = self.balance
        late = self.unpaid(day.missed_through)
        noted = balance["days_past_due"] or balance["own_group"] > 1
        if not (late or noted or balance["principal_overdue"] or balance["interest_overdue"]):
            return
        principal = sum(r["principal"] - r["paid_principal"] for r in late)
        interest = sum(r["interest"] - r["paid_interest"] for r in late)
        counting = [r["due_on"] for r in late if _unpaid(r) > day.tolerance]
        oldest = min(counting, default=None)
        days = (day.on - oldest).days if oldest else 0
        since = None if days else balance["regular_since"] or day.on
        months = 1 if balance["observation_months"] == 1 else 3
        group = debt_group(days, day.limits)
        observed = days == 0 and since is not None and since <= day.observed_since(months)
        if group >= balance["own_group"] or observed:
            balance["own_group"] = group
        balance |= {
            "days_past_due": days,
            "oldest_unpaid_due_on": oldest,
            "principal_overdue": principal,
            "interest_overdue": interest,
            "bucket": ageing_bucket(days),
            "regular_since": since,
        }

    def note_lateness(self, on: date) -> None:
        """Keep from when to when the contract was past due at the close."""
        now = self.balance["days_past_due"] if self.is_open else 0
        if now and not self.is_late:
            self.episodes.append((on, None))
        elif self.is_late and not now:
            self.episodes[-1] = (self.episodes[-1][0], on)

    @property
    def is_late(self) -> bool:
        """Whether the contract was past due at the last close."""
        return bool(self.episodes) and self.episodes[-1][1] is None

    def suspend(self, year: int) -> Iterator[Line]:
        """Yield the lines that take uncollected interest out of income while the debt is not in group 1."""
        if self.balance["debt_group"] == 1:
            return
        for component, accounts in INTEREST.items():
            amount = self.balance[_BALANCE_OF[component]]
            if not amount:
                continue
            this_year = min(self.booked.get((component, year), 0), amount)
            yield credit(accounts.receivable, amount, component)
            yield debit(accounts.income, this_year, component)
            yield debit(AccountRole.PRIOR_YEAR_INTEREST, amount - this_year, component)
            yield debit(AccountRole.SUSPENDED_INTEREST, amount, component)
            yield credit(AccountRole.CONTRA, amount, component)


_BALANCE_OF = {
    Component.INTEREST: "interest",
    Component.OVERDUE_INTEREST: "overdue_interest",
    Component.LATE_INTEREST: "late_interest",
}


def _unpaid(row: dict[str, Any]) -> int:
    return int(row["principal"] - row["paid_principal"] + row["interest"] - row["paid_interest"])


def _both_sides(account: AccountRole, income: AccountRole, component: Component, k: int, amount: int) -> Iterator[Line]:
    """Yield what is owed and its other side: income, or the contra account off the balance sheet."""
    other = AccountRole.CONTRA if account is AccountRole.SUSPENDED_INTEREST else income
    if amount > 0:
        yield debit(account, amount, component, k)
        yield credit(other, amount, component, k)
    elif amount < 0:
        yield credit(account, -amount, component, k)
        yield debit(other, -amount, component, k)
