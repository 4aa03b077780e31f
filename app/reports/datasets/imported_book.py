"""Imported book: the loans that came from a former system, by what that system said of them."""

from typing import Any

from sqlalchemy import BigInteger, Select, case, cast, func, select

from app.reports.dataset import Dataset
from app.reports.dimension import Dimension
from app.reports.dimensions import BRANCH, OFFICER, PRODUCT
from app.reports.engine import Reader
from app.reports.filters import Filters
from app.reports.measure import Measure, Total, Unit
from app.servicing.balance.model import ContractBalance
from app.servicing.book_import.model import ImportedLoan
from app.servicing.contract.model import Contract
from app.servicing.receipt.model import Allocation
from app.servicing.receipt.rules import Component
from app.shared.text import msg

FORMER_STATUS = Dimension("former_status", msg("Status in the former system"), column="former_status")
FORMER_GRADE = Dimension("former_grade", msg("Grade in the former system"), column="former_grade")
_PAID = {
    "paid_principal": Component.PRINCIPAL,
    "paid_interest": Component.INTEREST,
    "paid_fees": Component.FEE,
}


def rows(_filters: Filters, _reader: Reader) -> Select[Any]:
    """Return one row an imported loan, settled and written-off ones too, as it stands now."""
    contract, loan, balance = Contract.__table__, ImportedLoan.__table__, ContractBalance.__table__
    part = Allocation.__table__
    # PostgreSQL adds up whole numbers to a decimal; amounts stay whole.
    sums = [
        cast(func.sum(case((part.c.component == c, part.c.amount), else_=0)), BigInteger).label(name)
        for name, c in _PAID.items()
    ]
    paid = select(part.c.contract_id, *sums).group_by(part.c.contract_id).subquery("paid")
    return (
        select(
            contract.c.id.label("record_id"),
            contract.c.branch_id,
            contract.c.owner_id,
            contract.c.product_id,
            loan.c.status.label("former_status"),
            loan.c.grade.label("former_grade"),
            balance.c.principal,
            balance.c.written_off,
            *(func.coalesce(paid.c[name], 0).label(name) for name in _PAID),
        )
        .join_from(contract, loan, loan.c.contract_id == contract.c.id)
        .join(balance, balance.c.contract_id == contract.c.id)
        .outerjoin(paid, paid.c.contract_id == contract.c.id)
    )


LOANS = Measure(
    "imported_loans",
    msg("Imported loans"),
    Unit.COUNT,
    msg("Loans that came from a former system, settled and written-off ones too."),
    total=Total.RECORDS,
)
OUTSTANDING = Measure(
    "imported_outstanding",
    msg("Outstanding of imported loans"),
    Unit.MONEY,
    msg("Principal of imported loans that is not yet repaid now; written-off loans are not in it."),
    expression=lambda c: c.principal,
)
WRITTEN_OFF = Measure(
    "imported_written_off",
    msg("Written off of imported loans"),
    Unit.MONEY,
    msg("What is still owed on imported loans that are written off."),
    expression=lambda c: c.written_off,
)
PRINCIPAL = Measure(
    "imported_principal_paid",
    msg("Principal paid on imported loans"),
    Unit.MONEY,
    msg("Principal repaid on imported loans, in the former system and since."),
    expression=lambda c: c.paid_principal,
)
INTEREST = Measure(
    "imported_interest_paid",
    msg("Interest paid on imported loans"),
    Unit.MONEY,
    msg("Interest paid on imported loans, in the former system and since."),
    expression=lambda c: c.paid_interest,
)
FEES = Measure(
    "imported_fees_paid",
    msg("Fees paid on imported loans"),
    Unit.MONEY,
    msg("Fees paid on imported loans, in the former system and since."),
    expression=lambda c: c.paid_fees,
)

DATASET = Dataset(
    "imported_book",
    Contract,
    rows,
    dimensions=(FORMER_STATUS, FORMER_GRADE, BRANCH, OFFICER, PRODUCT),
    measures=(LOANS, OUTSTANDING, WRITTEN_OFF, PRINCIPAL, INTEREST, FEES),
)
