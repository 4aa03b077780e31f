"""Two years day by day: payouts, receipts, expenses and write-offs, then end of day, posted in bulk."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from app.parties.customer.model import Customer
from app.servicing.balance.model import ContractBalance
from app.servicing.classification.day_facts import DayFacts, day_facts
from app.servicing.contract.model import Contract
from app.servicing.disbursement.model import Disbursement, DisbursementStatus
from app.servicing.instalment.model import PAID_PARTS, Instalment
from app.servicing.receipt.model import Channel, Purpose
from app.shared.company import company
from app.shared.numbering import Counter as NumberSeries
from seed.demo import repayment
from seed.demo.book import Book
from seed.demo.bulk import insert_rows
from seed.demo.closing import Closing
from seed.demo.counter import Counter
from seed.demo.journal import Journal
from seed.demo.loans import Loan
from seed.demo.repayment import Happening, Kind
from seed.demo.vouchers import Expense, Payments
from seed.demo.world import Person, World, instant

_CHANNELS = ((Channel.TRANSFER, 60), (Channel.WALLET, 18), (Channel.CASH, 14), (Channel.DEBIT, 8))
_KEPT = (
    *(f"paid_{part}" for part in PAID_PARTS),
    "overdue_int", "late_int", "principal_days", "principal_since", "interest_days", "interest_since", "status",
    "paid_on",
)  # fmt: skip


class History:
    """Plays the loans' lives; `books` holds each contract's book, by the contract's key, once it is paid out."""

    def __init__(self, world: World, session: Session, first_day: date, cashier: Person | None) -> None:
        self._world, self._session = world, session
        self._rng = world.dice("history")
        self._journal = Journal(session, world.bulk, first_day)
        self.counter = Counter(world.bulk, self._journal, cashier, world.dice("counter"))
        self._closing = Closing(session, world.bulk, self._journal, self.counter)
        self.books: dict[int, Book] = {}
        self.payments: Payments | None = None

    def play(
        self,
        contracts: dict[int, dict[str, Any]],
        loans: list[Loan],
        happenings: dict[Loan, list[Happening]],
        tell: Callable[[str], None] | None = None,
    ) -> None:
        """Let every day from the first to the eve of the demo's day happen and close, and store what came of it."""
        payouts: dict[date, list[Loan]] = defaultdict(list)
        on_day: dict[date, list[tuple[Loan, Happening]]] = defaultdict(list)
        for loan in loans:
            payouts[loan.paid_out_on].append(loan)
        for loan, planned in happenings.items():
            for happening in planned:
                on_day[happening.on].append((loan, happening))
        eve = day_facts(self._session, self._journal.today - timedelta(days=1))
        open_books: list[Book] = []
        while self._journal.today < self._world.as_of:
            today = self._journal.today
            day = day_facts(self._session, today)
            open_books += [self._pay_out(contracts, loan, today) for loan in payouts[today]]
            for loan, happening in on_day[today]:
                self._happen(loan, happening, day, eve)
            if self.payments:
                self.payments.of_day(today)
            self._closing.close(open_books, day, eve)
            open_books = [book for book in open_books if book.is_open]
            eve, self._journal.today = day, today + timedelta(days=1)
            if self._journal.today.day == 1:
                self._world.bulk.write()
                if tell and self._journal.today.month % 3 == 1:
                    tell(f"two years of money: {today:%m/%Y}, {len(open_books)} contracts")
        self._world.bulk.write()
        self._store(loans)

    def _pay_out(self, contracts: dict[int, dict[str, Any]], loan: Loan, today: date) -> Book:
        book = Book(contracts[loan.keys["contract"]], self._world.bulk, today)
        for row in book.rows:
            self._world.bulk.add(Instalment, **_stored(row, today))
        self.books[book.contract.id] = book
        self.counter.pay_out(book, loan.keys["disbursement"])
        return book

    def _happen(self, loan: Loan, happening: Happening, day: DayFacts, eve: DayFacts) -> None:
        book = self.books[loan.keys["contract"]]
        if happening.kind is Kind.WRITE_OFF:
            self.counter.write_off(book)
            return
        settles = happening.kind is Kind.SETTLEMENT
        channel = self._rng.choices([c for c, _ in _CHANNELS], [w for _, w in _CHANNELS])[0]
        purpose, payer = Purpose.EARLY_SETTLEMENT if settles else Purpose.INSTALMENT, loan.keys["payer"]
        before = len(book.rows)
        loan.keys.setdefault("receipts", []).append(
            self.counter.take(book, happening.amount, day, eve, purpose, happening.payer or payer, channel)
        )
        for row in book.rows[before:]:
            self._world.bulk.add(Instalment, **_stored(row, day.on))

    def _store(self, loans: list[Loan]) -> None:
        """Write how contracts, payouts, instalments, balances and customers stand, and how far the numbers have run."""
        connection = self._session.connection()
        contracts: list[dict[str, Any]] = []
        payouts: list[dict[str, Any]] = []
        groups: dict[int, int] = {}
        for loan in loans:
            book = self.books[loan.keys["contract"]]
            terms = book.contract
            dates = {"effective_on": terms.effective_on, "maturity_on": terms.maturity_on, "closed_on": terms.closed_on}
            contracts.append({"key": terms.id, "status": terms.status, **dates})
            paid = {"paid_on": terms.effective_on, "bank_ref": f"FT{terms.effective_on:%y%j}{terms.id:07d}"}
            payouts.append({"key": loan.keys["disbursement"], "status": DisbursementStatus.RECONCILED, **paid})
            groups[terms.customer_id] = max(book.balance["debt_group"], groups.get(terms.customer_id, 1))
        _update(connection, Contract, contracts)
        _update(connection, Disbursement, payouts)
        _update(connection, Customer, [{"key": key, "debt_group": group} for key, group in groups.items()])
        rows = [row for book in self.books.values() for row in book.rows]
        _update(connection, Instalment, [{"key": row["id"]} | {name: row[name] for name in _KEPT} for row in rows])
        balances = []
        for number, book in enumerate(self.books.values(), start=self._world.bulk.next_key(ContractBalance)):
            balances.append(book.balance | {"id": number, "created_at": instant(book.contract.effective_on)})
        if balances:
            insert_rows(connection, ContractBalance.__table__, balances)
        series = [{"series": name, "value": value} for name, value in self.counter.numbers.items()]
        if series:
            connection.execute(insert(NumberSeries.__table__), series)
        company(self._session).business_date = self._world.as_of
        self._session.flush()


def live(
    world: World,
    session: Session,
    loans: list[Loan],
    expenses: list[Expense],
    posts: dict[str, list[Person]],
    tell: Callable[[str], None],
) -> History:
    """Store what was collected, and let the loans live until the eve of the demo's day."""
    signed = {row["id"]: row for row in world.bulk.rows(Contract)}
    world.bulk.write()
    history = History(world, session, world.first_day, posts["cashier_ho"][0])
    history.payments = Payments(world, history.counter, expenses, posts)
    history.play(signed, loans, {loan: repayment.plan(world, loan) for loan in loans}, tell)
    return history


def _stored(row: dict[str, Any], on: date) -> dict[str, Any]:
    """Return a copy of an instalment as it is first stored; how it stands in the end is written at the end."""
    copy = {name: value for name, value in row.items() if name not in ("id", "created_at", "created_by_id")}
    return copy | {"key": row["id"], "created_at": instant(on, 16)}


def _update(connection: Any, model: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        table = model.__table__
        names = [name for name in rows[0] if name != "key"]
        statement = update(table).where(table.c.id == bindparam("key")).values({n: bindparam(n) for n in names})
        connection.execute(statement, rows)
