"""KpiTarget: what a person or a department is to reach in a period, and how much it counts."""

import enum
from decimal import Decimal

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from app.lowcode import Owned, Record, field, reference
from app.people.branch import Branch
from app.people.employee import Employee, Unit
from app.shared.column_types import Percent


class KpiMetric(enum.StrEnum):
    """The figures on which people are measured; each is a measure of the reports under the same name."""

    NEW_CUSTOMERS = "new_customers"
    DISBURSED_AMOUNT = "disbursed_amount"
    FEE_INCOME = "fee_income"
    SATISFACTION = "satisfaction"
    OVERDUE_RATE = "overdue_rate"
    BAD_DEBT_RATE = "bad_debt_rate"
    TIMELINESS = "timeliness"
    DISBURSEMENT_ACCURACY = "disbursement_accuracy"
    COLLECTION_EFFICIENCY = "collection_efficiency"

    __labels__ = {
        "satisfaction": "Satisfaction (1–5)",
        "overdue_rate": "Overdue rate, 30 days and more (%)",
        "bad_debt_rate": "Bad-debt rate (%)",
        "timeliness": "Tasks in time (%)",
        "disbursement_accuracy": "Disbursement accuracy (%)",
        "collection_efficiency": "Collection efficiency (%)",
    }

    @property
    def lower_is_better(self) -> bool:
        """Whether a smaller figure is the better one."""
        return self in (KpiMetric.OVERDUE_RATE, KpiMetric.BAD_DEBT_RATE)

    @property
    def is_whole(self) -> bool:
        """Whether the figure is a count or an amount, and not a rate or a score."""
        return self in (KpiMetric.NEW_CUSTOMERS, KpiMetric.DISBURSED_AMOUNT, KpiMetric.FEE_INCOME)


class TargetStatus(enum.StrEnum):
    """Targets count once approved, when their weights make up the whole."""

    DRAFT = "draft"
    APPROVED = "approved"


class KpiTarget(Record, Owned):
    """Set for a person, or for a department of the branch; `target_whole` counts people or minor units."""

    __prefix__ = "KPI"
    __title__ = ("period", "metric")
    __table_args__ = (
        CheckConstraint("(employee_id IS NULL) <> (unit IS NULL)", name="is_for_a_person_or_a_department"),
        CheckConstraint("weight_percent > 0 AND weight_percent <= 100", name="weight_is_a_share"),
        CheckConstraint("(target_whole IS NULL) <> (target_rate IS NULL)", name="target_is_one_of_two"),
    )

    period: Mapped[str] = field(
        "Period",
        listed=True,
        filtered=True,
        index=True,
        pattern=r"\d{4}-(0[1-9]|1[0-2]|Q[1-4])",
        pattern_help="Write a month as 2026-11 or a quarter as 2026-Q4.",
    )
    employee_id: Mapped[int | None] = reference(Employee, "Person", listed=True, filtered=True)
    unit: Mapped[Unit | None] = field("Department", listed=True, filtered=True)
    metric: Mapped[KpiMetric] = field("Measure", listed=True, filtered=True)
    weight_percent: Mapped[Percent] = field("Weight", unit="%", listed=True, minimum=Decimal("0.01"), maximum=100)
    target_whole: Mapped[int | None] = field("Target count or amount", listed=True, minimum=1)
    target_rate: Mapped[Percent | None] = field("Target rate or score", listed=True, minimum=Decimal("0.01"))
    status: Mapped[TargetStatus] = field(
        "Status", listed=True, filtered=True, default=TargetStatus.DRAFT, editable=False
    )

    employee: Mapped[Employee | None]
    branch: Mapped[Branch]

    @property
    def target(self) -> Decimal:
        """The target, whichever of the two columns holds it."""
        return Decimal(self.target_whole) if self.target_whole is not None else Decimal(self.target_rate or 0)
