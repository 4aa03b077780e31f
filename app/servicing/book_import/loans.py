"""Writing the loans of a book: customer, application, contract, schedule, and what each has paid so far."""

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.origination.application.model import Application, ApplicationStatus, Decision
from app.parties.customer.model import Customer
from app.parties.data_quality import DataQualityIssue
from app.servicing.book_import.company import Place
from app.servicing.book_import.mapping import Mapping
from app.servicing.book_import.model import ImportBatch, ImportedLoan
from app.servicing.book_import.row import Finding, LoanRow, Severity
from app.servicing.contract.model import Contract, ContractStatus
from app.servicing.contract.rules import terms_of
from app.servicing.opening.operations import Opening, open_contracts
from app.servicing.receipt.rules import Component
from app.servicing.write_off.operations import write_off
from app.shared.day_count import DayCount
from app.shared.errors import DomainError
from app.shared.money import format_major
from app.shared.rounding import RoundingMode
from app.shared.schedule.rules import build_schedule
from app.shared.schedule.terms import PeriodRate, PeriodUnit
from app.shared.text import msg

_MISSING = msg("Identity number, date of birth, phone")
_ZONE = ZoneInfo("UTC")


class LoanWriter:
    """Writes rows chunk by chunk and forgets each chunk, so that memory does not grow with the book."""

    def __init__(self, session: Session, mapping: Mapping) -> None:
        self.session, self.mapping = session, mapping
        self.place = Place(0, 0)

    def compare(self, row: LoanRow) -> Finding | None:
        """Return a finding where the file's instalment is not the one that its own terms give, or none can be."""
        column = self.mapping.columns["instalment"]
        try:
            ours = build_schedule(terms_of(self._contract(row), row.disbursed_on)).instalment
        except DomainError as error:
            return Finding(row.line, column, Severity.REFUSED, error.message)
        if ours is None or ours == row.instalment:
            return None
        shown = [format_major(amount, self.mapping.currency.exponent) for amount in (row.instalment, ours)]
        reason = msg("The file has {theirs}, the loan's terms give {ours}.", theirs=shown[0], ours=shown[1])
        return Finding(row.line, column, Severity.DIFFERS, reason)

    def write(self, rows: Sequence[LoanRow], batch: ImportBatch, place: Place) -> None:
        """Write these rows and post what each loan has paid; a charged-off loan has its rest written off."""
        session, self.place = self.session, place
        openings = []
        with session.no_autoflush:
            for row in rows:
                customer = self._customer(row)
                contract = self._contract(row, customer, self._application(row, customer))
                openings.append(Opening(contract, row.disbursed_on, _paid(row)))
                session.add_all((self._issue(customer), self._origin(row, contract, batch)))
            open_contracts(session, openings, as_of=self.mapping.as_of)
        for row, opening in zip(rows, openings, strict=True):
            if row.written_off:
                write_off(opening.contract, source=batch)
        session.flush()
        session.expunge_all()
        session.add(batch)

    def _customer(self, row: LoanRow) -> Customer:
        return Customer(
            full_name=row.reference,
            migrated=True,
            province=row.province or None,
            occupation=row.occupation or None,
            monthly_income=None if row.yearly_income is None else row.yearly_income // 12,
            acquisition_source=self.mapping.name[:200],
            branch_id=self.place.branch_id,
        )

    def _application(self, row: LoanRow, customer: Customer) -> Application:
        return Application(
            customer=customer,
            product_id=self.place.product_id,
            branch_id=self.place.branch_id,
            amount=row.amount,
            term=row.term,
            method=self.mapping.method,
            purpose=row.purpose,
            status=ApplicationStatus.CONTRACTING,
            decision=Decision.APPROVED,
            requested_at=datetime.combine(row.disbursed_on, time(), _ZONE),
        )

    def _contract(self, row: LoanRow, customer: Customer | None = None, request: Application | None = None) -> Contract:
        return Contract(
            customer=customer,
            application=request,
            number=row.reference,
            external_reference=row.reference,
            product_id=self.place.product_id,
            branch_id=self.place.branch_id,
            status=ContractStatus.SIGNED,
            amount=row.amount,
            annual_rate=row.rate,
            method=self.mapping.method,
            term=row.term,
            period_unit=PeriodUnit.MONTH,
            period_every=1,
            day_count=DayCount.THIRTY_360,
            period_rate=PeriodRate.NOMINAL,
            instalment_rounding_unit=self.mapping.instalment_unit,
            instalment_rounding_mode=self.mapping.instalment_mode,
            interest_rounding_unit=1,
            interest_rounding_mode=RoundingMode.HALF_UP,
            shortest_first_period=0,
            overdue_rate_percent=100,
            late_interest_rate=0,
            signed_on=row.disbursed_on,
        )

    def _issue(self, customer: Customer) -> DataQualityIssue:
        return DataQualityIssue(
            customer=customer, missing=_MISSING, source=self.mapping.name[:200], found_on=self.mapping.as_of
        )

    def _origin(self, row: LoanRow, contract: Contract, batch: ImportBatch) -> ImportedLoan:
        return ImportedLoan(
            batch_id=batch.id,
            contract=contract,
            line=row.line,
            reference=row.reference,
            status=row.status,
            standing=row.standing,
            grade=row.grade,
        )


def _paid(row: LoanRow) -> dict[Component, int]:
    return {
        Component.PRINCIPAL: row.paid_principal,
        Component.INTEREST: row.paid_interest,
        Component.FEE: row.paid_late_fees,
    }
