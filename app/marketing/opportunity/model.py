"""Opportunity: a loan that somebody may take, from the first talk to the contract."""

import enum
from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from app.lowcode import Owned, Record, field, reference
from app.marketing.lead.model import Lead
from app.parties.customer.model import Customer
from app.people.employee import Employee
from app.products.product.model import Product
from app.shared.column_types import Money, Percent


class Stage(enum.StrEnum):
    """The pipeline; `won` is reached only when a contract takes effect."""

    NEW = "new"
    CONSULTING = "consulting"
    QUOTED = "quoted"
    DOCS = "docs"
    SUBMITTED = "submitted"
    WON = "won"
    LOST = "lost"

    __labels__ = {"docs": "Collecting documents"}


class OpportunityLoss(enum.StrEnum):
    """Why a loan did not come about."""

    RATE_TOO_HIGH = "rate_too_high"
    COMPETITOR = "competitor"
    NO_NEED = "no_need"
    MISSING_DOCUMENTS = "missing_documents"
    REJECTED = "rejected"
    UNREACHABLE = "unreachable"

    __labels__ = {"rate_too_high": "Rate too high", "no_need": "No need any more", "rejected": "Application rejected"}


class Opportunity(Record, Owned):
    """`owner` works on it; the probability starts at its stage's default and may be corrected by hand."""

    __prefix__ = "OPP"
    __table_args__ = (
        CheckConstraint("lead_id IS NOT NULL OR customer_id IS NOT NULL", name="concerns_somebody"),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint("stage <> 'lost' OR lost_reason IS NOT NULL", name="lost_has_a_reason"),
    )

    customer_id: Mapped[int | None] = reference(Customer, "Customer", listed=True, filtered=True, searchable=True)
    lead_id: Mapped[int | None] = reference(Lead, "Lead", filtered=True, searchable=True)
    product_id: Mapped[int] = reference(Product, "Product", listed=True, filtered=True)
    stage: Mapped[Stage] = field("Stage", listed=True, filtered=True, default=Stage.NEW, editable=False)
    amount: Mapped[Money] = field("Amount", listed=True, minimum=1)
    probability_percent: Mapped[Percent] = field(
        "Probability", unit="%", listed=True, default=Decimal(10), minimum=0, maximum=100
    )
    expected_close_on: Mapped[date] = field("Expected close", listed=True, filtered=True)
    lost_reason: Mapped[OpportunityLoss | None] = field("Lost because", filtered=True, editable=False)

    customer: Mapped[Customer | None]
    lead: Mapped[Lead | None]
    product: Mapped[Product]
    owner: Mapped[Employee | None]
