"""The balance of a contract: what the ledger adds up to, kept beside the contract so that it never locks its forms."""

import enum
from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.lowcode import field, reference
from app.servicing.classification.ageing import Bucket
from app.servicing.contract.model import Contract
from app.shared.column_types import Money
from app.shared.record import Governed

_BIG = BigInteger().with_variant(Integer, "sqlite")

# Each of these equals the contract's part of one account: see app/servicing/balance/columns.py.
LEDGER_COLUMNS = (
    "principal",
    "interest",
    "overdue_interest",
    "late_interest",
    "fees",
    "credit",
    "suspended_interest",
    "suspended_overdue_interest",
    "suspended_late_interest",
    "written_off",
)


class CnClass(enum.StrEnum):
    """The Chinese five categories, a second view of the same days past due."""

    NORMAL = "normal"
    SPECIAL_MENTION = "special_mention"
    SUBSTANDARD = "substandard"
    DOUBTFUL = "doubtful"
    LOSS = "loss"


class ContractBalance(Governed):
    """One row a contract, written by postings and by end of day only.

    Amounts in minor units. `interest`, `overdue_interest` and `late_interest` are receivable on the balance sheet; what
    is owed beyond them while income is not recognised stands in the `suspended_*` columns. `disbursed` is what was ever
    paid out. Days past due and groups are those at the end of the last closed day, given what was paid since. The
    fractions are rates a day, kept exact: amount x days x numerator / denominator.
    """

    __prefix__ = "BAL"
    __table_args__ = (
        *(CheckConstraint(f"{name} >= 0", name=f"{name}_is_not_negative") for name in LEDGER_COLUMNS),
        CheckConstraint("disbursed >= 0", name="disbursed_is_not_negative"),
        CheckConstraint("days_past_due >= 0", name="days_past_due_is_not_negative"),
        CheckConstraint("debt_group BETWEEN 1 AND 5 AND own_group BETWEEN 1 AND 5", name="group_is_known"),
        Index("ix_contract_balance_days_past_due", "days_past_due"),
    )

    contract_id: Mapped[int] = reference(
        Contract, "Contract", listed=True, filtered=True, unique=True, index=False, searchable=True
    )
    days_past_due: Mapped[int] = field("Days past due", listed=True, filtered=True, default=0)
    bucket: Mapped[Bucket] = field("Bucket", listed=True, filtered=True, default=Bucket.CURRENT)
    debt_group: Mapped[int] = field("Debt group", listed=True, filtered=True, default=1)
    disbursed: Mapped[Money] = field("Paid out", listed=True, default=0)
    principal: Mapped[Money] = field("Principal", listed=True, default=0)
    principal_overdue: Mapped[Money] = field("Principal overdue", listed=True, default=0)
    interest: Mapped[Money] = field("Interest receivable", listed=True, default=0)
    interest_overdue: Mapped[Money] = field("Interest overdue", default=0)
    overdue_interest: Mapped[Money] = field("Interest on overdue principal", default=0)
    late_interest: Mapped[Money] = field("Late interest on interest", default=0)
    fees: Mapped[Money] = field("Fees", default=0)
    credit: Mapped[Money] = field("Customer credit", listed=True, default=0)
    suspended_interest: Mapped[Money] = field("Suspended interest", default=0)
    suspended_overdue_interest: Mapped[Money] = field("Suspended interest on overdue principal", default=0)
    suspended_late_interest: Mapped[Money] = field("Suspended late interest", default=0)
    written_off: Mapped[Money] = field("Written off, still owed", default=0)

    oldest_unpaid_due_on: Mapped[date | None] = field("Oldest unpaid due date", listed=True)
    own_group: Mapped[int] = field("Group by its own days", default=1)
    regular_since: Mapped[date | None] = field("Nothing overdue since", default=None)
    accrued_through: Mapped[date | None] = field("Interest booked through")

    overdue_numerator: Mapped[int] = mapped_column(_BIG, default=0)
    overdue_denominator: Mapped[int] = mapped_column(_BIG, default=1)
    late_numerator: Mapped[int] = mapped_column(_BIG, default=0)
    late_denominator: Mapped[int] = mapped_column(_BIG, default=1)
    observation_months: Mapped[int] = mapped_column(default=1)
    deductible_collateral: Mapped[Money] = mapped_column(default=0)

    contract: Mapped[Contract]
