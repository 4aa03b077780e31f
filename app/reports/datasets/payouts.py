"""Payouts: how many were made, and how many had to be taken back."""

from typing import Any

from sqlalchemy import Select, case, exists, select

from app.people.employee import Employee
from app.reports.dataset import Dataset
from app.reports.dimensions import BRANCH, MONTH, OFFICER, PRODUCT, UNIT
from app.reports.engine import Reader
from app.reports.filters import Filters
from app.reports.measure import Better, Measure, Ratio, Total, Unit
from app.servicing.contract.model import Contract
from app.servicing.disbursement.model import Disbursement
from app.servicing.ledger.model import LedgerEntry
from app.shared.text import msg


def rows(_filters: Filters, _reader: Reader) -> Select[Any]:
    """Return one row a payout that was made."""
    payout, contract, owner, entry = (t.__table__ for t in (Disbursement, Contract, Employee, LedgerEntry))
    back = entry.alias("back")
    corrected = exists(
        select(back.c.id)
        .join(entry, entry.c.id == back.c.reverses_id)
        .where(entry.c.source_entity == Disbursement.__name__, entry.c.source_id == payout.c.id)
    )
    return (
        select(
            payout.c.id.label("record_id"),
            contract.c.branch_id,
            contract.c.owner_id,
            contract.c.product_id,
            owner.c.unit,
            payout.c.paid_on.label("day"),
            case((corrected, 0), else_=1).label("accurate"),
        )
        .join_from(payout, contract, contract.c.id == payout.c.contract_id)
        .outerjoin(owner, owner.c.id == contract.c.owner_id)
        .where(payout.c.paid_on.is_not(None))
    )


PAYOUTS = Measure("payouts", msg("Payouts"), Unit.COUNT, msg("Disbursements paid in the period."), total=Total.RECORDS)
ACCURATE = Measure(
    "accurate_payouts",
    msg("Accurate payouts"),
    Unit.COUNT,
    msg("Disbursements paid in the period that were not taken back."),
    total=Total.RECORDS,
    only=lambda c: c.accurate == 1,
    better=Better.HIGHER,
)
ACCURACY = Ratio(
    "disbursement_accuracy",
    msg("Disbursement accuracy"),
    Unit.PERCENT,
    msg("Payouts that were not taken back, divided by all payouts of the period."),
    part="accurate_payouts",
    whole="payouts",
    better=Better.HIGHER,
)
DATASET = Dataset(
    "payouts",
    Disbursement,
    rows,
    dimensions=(MONTH, BRANCH, OFFICER, UNIT, PRODUCT),
    measures=(PAYOUTS, ACCURATE),
    day="day",
)
COMPUTED = (ACCURACY,)
