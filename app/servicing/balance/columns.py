"""Which part of which account each column of a contract's balance is: the table that ties subledger and ledger."""

from dataclasses import dataclass

from app.servicing.ledger.model import AccountRole
from app.servicing.receipt.rules import Component


@dataclass(frozen=True, slots=True)
class BalanceColumn:
    """A column, the account it is part of (one component of it, or all), and the side that grows it."""

    name: str
    role: AccountRole
    component: Component | None = None
    grows_by_debit: bool = True


COLUMNS = (
    BalanceColumn("principal", AccountRole.PRINCIPAL),
    BalanceColumn("interest", AccountRole.INTEREST_RECEIVABLE),
    BalanceColumn("overdue_interest", AccountRole.LATE_RECEIVABLE, Component.OVERDUE_INTEREST),
    BalanceColumn("late_interest", AccountRole.LATE_RECEIVABLE, Component.LATE_INTEREST),
    BalanceColumn("fees", AccountRole.FEE_RECEIVABLE),
    BalanceColumn("credit", AccountRole.CUSTOMER_CREDIT, grows_by_debit=False),
    BalanceColumn("suspended_interest", AccountRole.SUSPENDED_INTEREST, Component.INTEREST),
    BalanceColumn("suspended_overdue_interest", AccountRole.SUSPENDED_INTEREST, Component.OVERDUE_INTEREST),
    BalanceColumn("suspended_late_interest", AccountRole.SUSPENDED_INTEREST, Component.LATE_INTEREST),
    BalanceColumn("written_off", AccountRole.WRITTEN_OFF),
)
