"""The cash desk in bulk: payouts, receipts, early settlements and write-offs as their operations post them."""

from datetime import date
from decimal import Decimal
from random import Random
from types import SimpleNamespace
from typing import Any

from app.servicing.balance.model import LEDGER_COLUMNS
from app.servicing.classification.day_facts import DayFacts
from app.servicing.contract.model import ContractStatus
from app.servicing.contract.rules import prepayment_table
from app.servicing.instalment.model import PAID_PARTS, InstalmentStatus
from app.servicing.instalment.queries import earned_by
from app.servicing.ledger.model import AccountRole, EntryKind
from app.servicing.ledger.operations import Line, credit, debit
from app.servicing.payment_voucher.model import VoucherCategory
from app.servicing.payment_voucher.operations import EXPENSES
from app.servicing.payoff.rules import PayoffQuote, early_repayment_rate, payoff_quote
from app.servicing.receipt.model import Channel, Purpose, Receipt, ReceiptStatus
from app.servicing.receipt.operations import CASH_ACCOUNTS
from app.servicing.receipt.rules import AllocationLine, AmountDue, Component, allocate
from app.servicing.repayment.operations import ACCOUNT_OF, INTEREST, pay, status_of
from app.servicing.repayment.queries import amount_due, mode_of
from app.servicing.write_off.operations import interest_lines
from app.shared.amount_in_words import amount_on_paper
from app.shared.money import Currency
from seed.demo.book import Book
from seed.demo.bulk import Bulk
from seed.demo.journal import Journal
from seed.demo.world import Person, office_hour

_VND = Currency("VND", 0)


class Counter:
    """Takes and pays money on the journal's business date; numbers run by branch and year as they do for cashiers."""

    def __init__(self, bulk: Bulk, journal: Journal, cashier: Person | None, rng: Random) -> None:
        self._bulk, self._journal, self._cashier, self._rng = bulk, journal, cashier, rng
        self.numbers: dict[str, int] = {}

    def pay_out(self, book: Book, disbursement_id: int) -> None:
        """Post the payout of a contract in one sum."""
        amount = book.contract.amount
        lines = [
            debit(AccountRole.PRINCIPAL, amount, Component.PRINCIPAL),
            credit(AccountRole.BANK, amount),
        ]
        self._post(EntryKind.DISBURSEMENT, book, lines, "Disbursement", disbursement_id)
        book.balance["disbursed"] += amount

    def take(
        self, book: Book, amount: int, day: DayFacts, eve: DayFacts, purpose: Purpose, payer: str, channel: Channel
    ) -> int:
        """Take money of the business date: charge to today, pay what is due, settle; returns the receipt's key.

        `eve` is the last closed day. An amount of 0 takes all that is due, or settles the contract.
        """
        receipt_id = self._bulk.next_key(Receipt)
        if book.contract.status is ContractStatus.WRITTEN_OFF:
            entry_id = self._recover(book, amount, receipt_id, channel)
        else:
            self._charge(book, day, receipt_id)
            fee = 0
            if purpose is Purpose.EARLY_SETTLEMENT:
                settling = self._quote(book, day)
                amount, fee = amount or settling.total, settling.early_repayment_fee
                self._end_schedule(book, day, settling.early_principal)
                self._use_credit(book, day, "Receipt", receipt_id)
            amount = amount or self._total(book, day)
            cash = CASH_ACCOUNTS.get(channel, AccountRole.BANK)
            entry_id = self._apply(
                book, amount, day, EntryKind.RECEIPT, cash, "Receipt", receipt_id, receipt_id=receipt_id, fee=fee
            )
            self.settle_if_paid(book, eve)
        self._receipt(book, receipt_id, entry_id, amount, purpose, payer, channel)
        book.received.append((day.on, amount))
        return receipt_id

    def apply_credit(self, book: Book, day: DayFacts, eve: DayFacts, run_id: int) -> None:
        """Pay what has come due with the credit that the customer holds."""
        if self._use_credit(book, day, "EndOfDayRun", run_id):
            self.settle_if_paid(book, eve)

    def write_off(self, book: Book) -> None:
        """Move all that a contract owes off the balance sheet."""
        balance: Any = _Row(book.balance)
        lines = [
            credit(AccountRole.PRINCIPAL, balance.principal, Component.PRINCIPAL),
            debit(AccountRole.PROVISION_EXPENSE, balance.principal, Component.PRINCIPAL),
            debit(AccountRole.WRITTEN_OFF, balance.principal, Component.PRINCIPAL),
            credit(AccountRole.CONTRA, balance.principal, Component.PRINCIPAL),
            *interest_lines(balance),
        ]
        owed = {Component.PRINCIPAL: balance.principal}
        for component, name in _OWED.items():
            owed[component] = book.balance[name] + book.balance[f"suspended_{name}"]
        self._post(EntryKind.WRITE_OFF, book, lines, "Contract", book.contract.id)
        book.still_owed = owed
        book.contract.status, book.contract.closed_on = ContractStatus.WRITTEN_OFF, self._journal.today

    def pay_voucher(self, key: int, category: VoucherCategory, amount: int, branch_id: int) -> tuple[str, int]:
        """Post the payment of a voucher by transfer; returns its number and the entry's key."""
        office = SimpleNamespace(contract=SimpleNamespace(id=None, branch_id=branch_id))
        lines = [debit(EXPENSES[category], amount), credit(AccountRole.BANK, amount)]
        entry_id = self._post(EntryKind.VOUCHER, office, lines, "PaymentVoucher", key)
        number = self._next(f"voucher/{branch_id}/{self._journal.today.year}")
        return f"PC{branch_id:02d}-{self._journal.today.year}-{number:06d}", entry_id

    def settle_if_paid(self, book: Book, eve: DayFacts) -> None:
        """Refresh what is overdue at the end of the last closed day, and close the contract once nothing is owed."""
        book.classify(eve)
        owed = sum(book.balance[name] for name in LEDGER_COLUMNS if name != "credit")
        if owed == 0 and book.is_open and not book.has_open_rows:
            book.contract.status, book.contract.closed_on = ContractStatus.SETTLED, self._journal.today

    def _next(self, series: str) -> int:
        self.numbers[series] = number = self.numbers.get(series, 0) + 1
        return number

    def _post(self, kind: EntryKind, book: Any, lines: list[Line], source: str, source_id: int) -> int:
        posted = [(book, line) for line in lines]
        return self._journal.post(
            kind, posted, source=source, source_id=source_id, value_on=self._journal.today, book=book
        )

    def _charge(self, book: Book, day: DayFacts, receipt_id: int) -> None:
        for kind, lines in ((EntryKind.ACCRUAL, book.accrue(day.on)), (EntryKind.LATE_INTEREST, book.charge_late(day))):
            posted = [(book, line) for line in lines]
            self._journal.post(kind, posted, source="Receipt", source_id=receipt_id, value_on=day.on)

    def _total(self, book: Book, day: DayFacts) -> int:
        _, dues = self._dues(book, day)
        return sum(due.owed(c) for due in dues for c in Component if c is not Component.SUSPENSE)

    def _dues(self, book: Book, day: DayFacts) -> tuple[list[dict[str, Any]], list[AmountDue]]:
        rows = [
            row
            for row in book.rows
            if row["due_on"] <= day.on
            and row["status"] is not InstalmentStatus.RESCHEDULED
            and any(row[f"paid_{part}"] < row[part] for part in PAID_PARTS)
        ]
        rows.sort(key=lambda row: row["due_on"])
        dues = [amount_due(row, day) for row in rows]
        if book.balance["fees"]:
            dues.append(AmountDue(k=None, overdue=False, fee=book.balance["fees"]))
        return rows, dues

    def _use_credit(self, book: Book, day: DayFacts, source: str, source_id: int) -> bool:
        used = min(book.balance["credit"], self._total(book, day)) if book.balance["credit"] else 0
        if used:
            credit_account = AccountRole.CUSTOMER_CREDIT
            self._apply(book, used, day, EntryKind.CREDIT_APPLICATION, credit_account, source, source_id)
        return bool(used)

    def _apply(
        self,
        book: Book,
        amount: int,
        day: DayFacts,
        kind: EntryKind,
        from_role: AccountRole,
        source: str,
        source_id: int,
        *,
        receipt_id: int | None = None,
        fee: int = 0,
    ) -> int:
        rows, dues = self._dues(book, day)
        extra = [AmountDue(k=None, overdue=False, fee=fee)] if fee else []
        parts = allocate(amount, [*dues, *extra], mode_of(book.contract, rows, day))
        is_credit = from_role is AccountRole.CUSTOMER_CREDIT
        lines = [
            debit(from_role, amount, Component.SUSPENSE if is_credit else None),
            debit(AccountRole.FEE_RECEIVABLE, fee, Component.FEE),
            credit(AccountRole.FEE_INCOME, fee, Component.FEE),
            *_paying_lines(book, parts),
        ]
        entry_id = self._post(kind, book, lines, source, source_id)
        ids = {row["k"]: row["id"] for row in rows}
        allocated = [(ids.get(part.k) if part.k is not None else None, part.component, part.amount) for part in parts]
        if is_credit:
            allocated.append((None, Component.SUSPENSE, -amount))
        self._journal.allocate(book, allocated, entry_id, receipt_id)
        _pay_instalments(book, rows, parts, day)
        return entry_id

    def _quote(self, book: Book, day: DayFacts) -> PayoffQuote:
        future = _future(book, day.on)
        table = prepayment_table(book.contract)
        return payoff_quote(
            early_principal=sum(row["principal"] for row in future),
            accrued_interest=earned_by(book.contract, future[0], day.on) if future else 0,
            dues=self._dues(book, day)[1],
            fee_rate=early_repayment_rate(table, book.contract.effective_on, day.on) if table else Decimal(0),
            credit=book.balance["credit"],
        )

    def _end_schedule(self, book: Book, day: DayFacts, principal: int) -> None:
        future = _future(book, day.on)
        if not future:
            return
        first = future[0]
        start = min(first["start_on"], day.on)
        earned = earned_by(book.contract, first, day.on)
        version = max(row["schedule_version"] for row in book.rows) + 1
        for row in future:
            row["status"] = InstalmentStatus.RESCHEDULED
        kept = {name: first[name] for name in ("contract_id", "k", "rate_numerator", "rate_denominator")}
        last = {
            "start_on": start,
            "due_on": day.on,
            "days": book.contract.day_count.days(start, day.on),
            "opening": principal,
            "principal": principal,
            "interest": earned,
            "schedule_version": version,
            "status": InstalmentStatus.DUE,
            "principal_since": day.on,
            "interest_since": day.on,
        }
        book.add_row(self._bulk, kept | last)

    def _recover(self, book: Book, amount: int, receipt_id: int, channel: Channel) -> int:
        lines = [debit(CASH_ACCOUNTS.get(channel, AccountRole.BANK), amount)]
        rows: list[tuple[int | None, Component, int]] = []
        left = amount
        for component, owed in book.still_owed.items():
            part = min(left, owed)
            if part:
                lines += [
                    credit(AccountRole.RECOVERY_INCOME, part, component),
                    credit(AccountRole.WRITTEN_OFF, part, component),
                    debit(AccountRole.CONTRA, part, component),
                ]
                rows.append((None, component, part))
                book.still_owed[component] -= part
                left -= part
        if left:
            lines.append(credit(AccountRole.CUSTOMER_CREDIT, left, Component.SUSPENSE))
            rows.append((None, Component.SUSPENSE, left))
        entry_id = self._post(EntryKind.RECEIPT, book, lines, "Receipt", receipt_id)
        self._journal.allocate(book, rows, entry_id, receipt_id)
        return entry_id

    def _receipt(
        self, book: Book, key: int, entry_id: int, amount: int, purpose: Purpose, payer: str, channel: Channel
    ) -> None:
        today, branch = self._journal.today, book.contract.branch_id
        number = self._next(f"receipt/{branch}/{today.year}")
        self._bulk.add(
            Receipt,
            key=key,
            created_at=office_hour(self._rng, today),
            by=self._cashier.user_id if self._cashier else None,
            number=f"PT{branch:02d}-{today.year}-{number:06d}",
            contract_id=book.contract.id,
            payer=payer,
            amount=amount,
            amount_in_words=amount_on_paper(amount, _VND),
            channel=channel,
            purpose=purpose,
            bank_ref=None if channel is Channel.CASH else f"IN{today:%y%j}{key:06d}",
            value_on=today,
            posted_on=today,
            status=ReceiptStatus.POSTED,
            cashier_id=self._cashier.id if self._cashier else None,
            branch_id=branch,
            entry_id=entry_id,
        )


class _Row:
    """A balance read by attribute, as the rules of write-off read it."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__ |= values


_OWED = {
    Component.INTEREST: "interest",
    Component.OVERDUE_INTEREST: "overdue_interest",
    Component.LATE_INTEREST: "late_interest",
}


def _future(book: Book, on: date) -> list[dict[str, Any]]:
    return [r for r in book.rows if r["due_on"] > on and r["status"] is not InstalmentStatus.RESCHEDULED]


def _paying_lines(book: Book, parts: list[AllocationLine]) -> list[Line]:
    """Return the lines that paying these parts calls for; suspended interest becomes income when it is paid."""
    lines: list[Line] = []
    suspended = {component: book.balance[accounts.suspended] for component, accounts in INTEREST.items()}
    for part in parts:
        accounts = INTEREST.get(part.component)
        if accounts is None:
            lines.append(credit(ACCOUNT_OF[part.component], part.amount, part.component, part.k))
            continue
        recognised = min(part.amount, suspended[part.component])
        suspended[part.component] -= recognised
        lines += [
            credit(accounts.receivable, part.amount - recognised, part.component, part.k),
            credit(accounts.income, recognised, part.component, part.k),
            credit(AccountRole.SUSPENDED_INTEREST, recognised, part.component, part.k),
            debit(AccountRole.CONTRA, recognised, part.component, part.k),
        ]
    return lines


def _pay_instalments(book: Book, rows: list[dict[str, Any]], parts: list[AllocationLine], day: DayFacts) -> None:
    by_number = {row["k"]: row for row in rows}
    touched: dict[int, dict[str, Any]] = {}
    for part in parts:
        if part.k is not None:
            row = touched[part.k] = by_number[part.k]
            missed = row["due_on"] <= day.missed_through
            pay(row, part.component, part.amount, day.on, contract=book.contract, missed=missed)
    for row in touched.values():
        row["status"] = status_of(row, day)
        row["paid_on"] = day.on if row["status"] is InstalmentStatus.PAID else None
