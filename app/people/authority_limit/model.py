"""AuthorityLimit: what a person may decide, up to which amount; a role alone decides nothing."""

import enum
from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from app.lowcode import Record, field, reference
from app.people.employee import Employee
from app.shared.column_types import Money
from app.shared.product_class import ProductClass


class Authority(enum.StrEnum):
    """The capacities in which an employee decides; each is exercised through the actions of their role."""

    DEPARTMENT_HEAD = "department_head"
    RISK_HEAD = "risk_head"
    APPROVER = "approver"
    COMMITTEE = "committee"
    COLLECTION_LEAD = "collection_lead"
    BUDGET = "budget"
    PAYOUT = "payout"

    __labels__ = {
        "department_head": "Head of a business department",
        "risk_head": "Head of risk",
        "approver": "Loan approver",
        "committee": "Member of the credit committee",
        "collection_lead": "Lead of collection",
        "budget": "Approver of budgets",
        "payout": "Approver of payouts",
    }


class LimitStatus(enum.StrEnum):
    """A limit counts only between its approval and its revocation."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    REVOKED = "revoked"


class AuthorityLimit(Record):
    """No amount means that the capacity is not measured in money; no product class means every class."""

    __prefix__ = "AUT"
    __title__ = ("role", "level")
    __table_args__ = (
        CheckConstraint("amount IS NULL OR amount >= 0", name="amount_is_not_negative"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="validity_is_a_stretch"),
    )

    employee_id: Mapped[int] = reference(Employee, "Employee", listed=True, filtered=True)
    role: Mapped[Authority] = field("Capacity", listed=True, filtered=True)
    level: Mapped[int] = field("Level", listed=True, filtered=True, default=1, minimum=1, maximum=3)
    product_class: Mapped[ProductClass | None] = field(
        "Product class", listed=True, filtered=True, help="Empty: every class."
    )
    amount: Mapped[Money | None] = field("Up to", listed=True, minimum=0, help="Empty: not limited by an amount.")
    valid_from: Mapped[date] = field("Valid from", listed=True)
    valid_to: Mapped[date | None] = field("Valid to", listed=True)
    status: Mapped[LimitStatus] = field("Status", listed=True, filtered=True, default=LimitStatus.DRAFT, editable=False)
    note: Mapped[str | None] = field("Decision", help="Number and date of the decision that grants the limit.")

    employee: Mapped[Employee]
