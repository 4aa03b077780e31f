"""End of day in bulk: the steps of `app/servicing/end_of_day/steps.py` in their order, over books in memory."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy.orm import Session

from app.servicing.balance.model import CnClass
from app.servicing.classification.customer_group import CN_DAYS, GENERAL, SPECIFIC
from app.servicing.classification.day_facts import DayFacts
from app.servicing.end_of_day.model import ChunkStatus, EndOfDayChunk, EndOfDayRun, Phase, RunStatus
from app.servicing.ledger.model import EntryKind
from app.servicing.risk_snapshot import RiskSnapshot
from app.shared.daily_rate import DailyRate
from app.shared.policy import policy_values
from app.shared.rounding import HALF_UP_TO_MINOR_UNIT
from seed.demo.book import Book
from seed.demo.bulk import Bulk
from seed.demo.counter import Counter
from seed.demo.journal import Journal, Posted
from seed.demo.world import instant


class Closing:
    """Closes one business date after another; `eve` holds the facts of the last closed day."""

    def __init__(self, session: Session, bulk: Bulk, journal: Journal, counter: Counter) -> None:
        self._bulk, self._journal, self._counter = bulk, journal, counter
        values = policy_values(session, (GENERAL, *SPECIFIC), journal.today)
        rates = {name: Fraction(value) / 100 for name, value in values.items()}
        self._rates = {name: DailyRate(rate.numerator, rate.denominator) for name, rate in rates.items()}

    def close(self, books: list[Book], day: DayFacts, eve: DayFacts) -> None:
        """Close the day for all contracts on the books and note it as a run."""
        run_id, there = self._bulk.next_key(EndOfDayRun), [book for book in books if book.is_open]
        self._post(EntryKind.ACCRUAL, [(b, x) for b in there for x in b.accrue(day.on)], run_id, day.on)
        self._post(EntryKind.LATE_INTEREST, [(b, x) for b in there for x in b.charge_late(day)], run_id, day.on)
        for book in there:
            self._counter.apply_credit(book, day, eve, run_id)
        open_books = [book for book in there if book.is_open]
        for book in open_books:
            book.move_instalments(day, day.on + timedelta(days=1))
            book.classify(day)
        _take_worst_group(open_books)
        suspended = [(b, x) for b in open_books for x in b.suspend(day.on.year)]
        self._post(EntryKind.SUSPENSION, suspended, run_id, day.on)
        for book in open_books:
            self._snapshot(book, day.on)
        for book in there:
            book.note_lateness(day.on)
        self._run(run_id, day.on, there, open_books)

    def _post(self, kind: EntryKind, posted: list[Posted], run_id: int, on: date) -> None:
        self._journal.post(kind, posted, source="EndOfDayRun", source_id=run_id, value_on=on)

    def _snapshot(self, book: Book, on: date) -> None:
        balance = book.balance
        days, group, principal = balance["days_past_due"], balance["debt_group"], balance["principal"]
        exposed = max(0, principal - balance["deductible_collateral"])
        names = ("interest", "overdue_interest", "late_interest")
        general = self._rates[GENERAL].interest(principal, HALF_UP_TO_MINOR_UNIT) if group < 5 else 0
        self._bulk.add(
            RiskSnapshot,
            created_at=instant(on, 23, 30),
            contract_id=book.contract.id,
            branch_id=book.contract.branch_id,
            day=on,
            days_past_due=days,
            bucket=balance["bucket"],
            debt_group=group,
            cn_class=next((name for first, name in CN_DAYS if days >= first), CnClass.NORMAL),
            principal=principal,
            principal_overdue=balance["principal_overdue"],
            interest=sum(balance[name] + balance[f"suspended_{name}"] for name in names),
            provision_specific=self._rates[SPECIFIC[group - 1]].interest(exposed, HALF_UP_TO_MINOR_UNIT),
            provision_general=general,
        )

    def _run(self, run_id: int, on: date, charged: list[Book], classified: list[Book]) -> None:
        started, finished = instant(on, 23, 15), instant(on, 23, 45)
        self._bulk.add(
            EndOfDayRun,
            key=run_id,
            created_at=started,
            business_date=on,
            status=RunStatus.CLOSED,
            started_at=started,
            finished_at=finished,
            contracts=len(charged),
            totals=dict(self._journal.totals),
        )
        for phase, books in ((Phase.CHARGE, charged), (Phase.CLASSIFY, classified)):
            if books:
                self._bulk.add(
                    EndOfDayChunk,
                    created_at=started,
                    run_id=run_id,
                    phase=phase,
                    first_id=min(book.contract.id for book in books),
                    last_id=max(book.contract.id for book in books),
                    status=ChunkStatus.DONE,
                    contracts=len(books),
                    finished_at=finished,
                )


def _take_worst_group(books: list[Book]) -> None:
    """Give every contract the worst own group among its customer's."""
    worst: dict[int, int] = defaultdict(lambda: 1)
    for book in books:
        customer = book.contract.customer_id
        worst[customer] = max(worst[customer], book.balance["own_group"])
    for book in books:
        book.balance["debt_group"] = worst[book.contract.customer_id]
