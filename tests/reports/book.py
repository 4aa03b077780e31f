"""Rows of a loan book, written straight into the tables: reports must read what is there, however it came about."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert, select

from app.extensions import db, writing
from app.origination.application.model import Application, ApplicationStatus
from app.parties.customer.model import Customer
from app.products.product.model import Product, ProductStatus
from app.servicing.balance.model import ContractBalance
from app.servicing.contract.model import Contract, ContractStatus
from app.servicing.instalment.model import Instalment
from app.servicing.ledger.model import Account, AccountKind, AccountRole, EntryKind, LedgerEntry, LedgerLine
from app.servicing.receipt.model import Allocation
from app.servicing.receipt.rules import Component
from app.shared.product_class import ProductClass
from app.shared.record import Record
from app.shared.schedule.terms import RepaymentMethod
from tests.reports.office import Office

MOMENT = datetime(2026, 1, 2, 3, tzinfo=UTC)
RATE = Decimal(24)
KINDS = {
    AccountRole.PRINCIPAL: AccountKind.ASSET,
    AccountRole.BANK: AccountKind.ASSET,
    AccountRole.INTEREST_RECEIVABLE: AccountKind.ASSET,
    AccountRole.INTEREST_INCOME: AccountKind.INCOME,
    AccountRole.LATE_INTEREST_INCOME: AccountKind.INCOME,
    AccountRole.FEE_INCOME: AccountKind.INCOME,
}


class Book:
    """Writes rows on one connection and remembers what it made."""

    def __init__(self, connection: Connection, office: Office) -> None:
        self.connection, self.office = connection, office
        self.accounts: dict[AccountRole, int] = {}
        known = connection.execute(select(Account.__table__.c.role, Account.__table__.c.id)).all()
        self.accounts = {role: key for role, key in known if role is not None}
        for number, (role, kind) in enumerate(KINDS.items()):
            if role not in self.accounts:
                self.accounts[role] = self.put(Account, number=f"9{number}", name=str(role), kind=kind, role=role)
        self.products = {
            kind: self.put(
                Product, name=str(kind), product_class=kind, status=ProductStatus.APPROVED, valid_from=date(2020, 1, 1),
                amount_min=1, amount_max=10**12, term_min=1, term_max=60, rate_min_percent=0, rate_max_percent=60,
            )
            for kind in (ProductClass.UNSECURED, ProductClass.USED_CAR)
        }  # fmt: skip

    def put(self, model: type, **values: Any) -> int:
        """Insert one row with the stamps that the application would give it; returns its id."""
        stamps: dict[str, Any] = {"created_at": MOMENT}
        if issubclass(model, Record):
            stamps |= {"updated_at": MOMENT, "version": 1}
        return self.connection.execute(insert(model).values(stamps | values).returning(model.id)).scalar_one()

    def customer(self, branch: str, owner: str) -> int:
        return self.put(
            Customer, full_name=f"Borrower of {owner}", branch_id=self.office.branches[branch],
            owner_id=self.office.employees[owner], migrated=True,
        )  # fmt: skip

    def loan(
        self,
        branch: str,
        amount: int,
        paid_out_on: date,
        *,
        product: ProductClass = ProductClass.UNSECURED,
        customer: int | None = None,
        grade: str | None = None,
        owner: str = "",
        **application: Any,
    ) -> int:
        """Insert a loan that was paid out and on which nothing has happened since; returns the contract's id."""
        owner = owner or f"{branch}_seller"
        place = {"branch_id": self.office.branches[branch], "owner_id": self.office.employees[owner]}
        customer = customer or self.customer(branch, owner)
        application_id = self.put(
            Application, customer_id=customer, product_id=self.products[product], amount=amount, term=12,
            purpose="other", status=ApplicationStatus.DISBURSED, grade=grade, **place, **application,
        )  # fmt: skip
        contract = self.put(
            Contract, customer_id=customer, product_id=self.products[product], application_id=application_id,
            status=ContractStatus.EFFECTIVE, amount=amount, annual_rate=RATE, method=RepaymentMethod.ANNUITY, term=12,
            overdue_rate_percent=150, late_interest_rate=10, effective_on=paid_out_on, **place,
        )  # fmt: skip
        self.put(ContractBalance, contract_id=contract, disbursed=amount, principal=amount)
        self.post(contract, EntryKind.DISBURSEMENT, paid_out_on, (AccountRole.PRINCIPAL, amount, 0, "principal"))
        return contract

    def instalment(self, contract: int, due_on: date, principal: int, interest: int = 0, **paid: Any) -> int:
        k = 1 + len(self.connection.execute(select(Instalment.id).where(Instalment.contract_id == contract)).all())
        return self.put(
            Instalment, contract_id=contract, k=k, start_on=date(2020, 1, 1), due_on=due_on, days=30, opening=principal,
            principal=principal, interest=interest, rate_numerator=1, rate_denominator=1, principal_since=due_on,
            interest_since=due_on, **paid,
        )  # fmt: skip

    def post(self, contract: int, kind: EntryKind, on: date, *lines: tuple[AccountRole, int, int, str]) -> int:
        entry = self.put(
            LedgerEntry,
            kind=kind,
            business_date=on,
            value_on=on,
            contract_id=contract,
            source_entity="Test",
            source_id=1,
        )
        for role, debit, credit, component in lines:
            self.put(
                LedgerLine, entry_id=entry, business_date=on, account_id=self.accounts[role], contract_id=contract,
                component=Component(component), debit=debit, credit=credit,
            )  # fmt: skip
        return entry

    def pay(self, contract: int, instalment: int, on: date, *, principal: int = 0, interest: int = 0) -> None:
        """Pay a part of an instalment on a day: allocation, ledger, and the cached columns."""
        parts = (("principal", principal), ("interest", interest))
        lines = [
            (AccountRole.PRINCIPAL if name == "principal" else AccountRole.INTEREST_RECEIVABLE, 0, amount, name)
            for name, amount in parts
            if amount
        ]
        entry = self.post(contract, EntryKind.RECEIPT, on, *lines)
        for name, amount in parts:
            if amount:
                self.put(
                    Allocation, entry_id=entry, contract_id=contract, instalment_id=instalment,
                    component=Component(name), amount=amount, value_on=on, posted_on=on,
                )  # fmt: skip
        row = Instalment.__table__
        self.connection.execute(
            row.update()
            .where(row.c.id == instalment)
            .values(paid_principal=row.c.paid_principal + principal, paid_interest=row.c.paid_interest + interest)
        )
        balance = ContractBalance.__table__
        self.connection.execute(
            balance.update().where(balance.c.contract_id == contract).values(principal=balance.c.principal - principal)
        )


@contextmanager
def book(office: Office) -> Iterator[Book]:
    """Yield a book on a connection of its own, committed at the end."""
    with writing(), db.engine.begin() as connection:
        yield Book(connection, office)
