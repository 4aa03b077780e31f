"""Application: a customer's request for a loan, on its way to a decision."""

import enum
from datetime import date, datetime

from sqlalchemy.orm import Mapped

from app.lowcode import Owned, Record, field, reference
from app.origination.collateral import Collateral
from app.origination.credit_assessment.rules import RiskGrade
from app.parties.customer.model import Customer
from app.people.branch import Branch
from app.people.employee import Employee
from app.products.product.model import Product
from app.shared.column_types import LongText, Money
from app.shared.schedule.terms import RepaymentMethod


class ApplicationStatus(enum.StrEnum):
    """The way of an application from the first talk to the money."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    DESK_REVIEW = "desk_review"
    NEEDS_DOCUMENTS = "needs_documents"
    FIELD_REVIEW = "field_review"
    CREDIT_ANALYSIS = "credit_analysis"
    SCHEME_DRAFT = "scheme_draft"
    L1_BUSINESS_REVIEW = "l1_business_review"
    L2_RISK_REVIEW = "l2_risk_review"
    L3_DECISION = "l3_decision"
    APPROVED = "approved"
    CONTRACTING = "contracting"
    DISBURSED = "disbursed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    __labels__ = {
        "l1_business_review": "Business review (L1)",
        "l2_risk_review": "Risk review (L2)",
        "l3_decision": "Final decision (L3)",
    }


class Decision(enum.StrEnum):
    """How an application ended."""

    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class RejectCode(enum.StrEnum):
    """Why an application was refused, for statistics; the words are in the opinion."""

    BUREAU = "bureau"
    PAYMENT_TO_INCOME = "payment_to_income"
    FALSE_PAPERS = "false_papers"
    ADDRESS_NOT_FOUND = "address_not_found"
    VEHICLE = "vehicle"
    OTHER_POLICY = "other_policy"

    __labels__ = {"bureau": "Credit bureau", "payment_to_income": "Payment to income too high"}


class LoanPurpose(enum.StrEnum):
    """Lawful uses of a consumer loan."""

    VEHICLE = "vehicle"
    HOME_IMPROVEMENT = "home_improvement"
    HOUSEHOLD_GOODS = "household_goods"
    EDUCATION = "education"
    MEDICAL = "medical"
    WEDDING = "wedding"
    TRAVEL = "travel"
    LIVING_EXPENSES = "living_expenses"
    BUSINESS = "business"
    OTHER = "other"


class Application(Record, Owned):
    """`owner` is the seller; `amount` is what is asked for, and the scheme's amount once a scheme was submitted."""

    __prefix__ = "APP"

    customer_id: Mapped[int] = reference(
        Customer, "Customer", listed=True, filtered=True, section="Request", searchable=True
    )
    product_id: Mapped[int] = reference(Product, "Product", listed=True, filtered=True, section="Request")
    amount: Mapped[Money] = field("Amount", listed=True, filtered=True, minimum=1, section="Request")
    term: Mapped[int] = field("Term", unit="months", listed=True, minimum=1, maximum=120, section="Request")
    method: Mapped[RepaymentMethod] = field(
        "Repayment method", default=RepaymentMethod.ANNUITY, filtered=True, section="Request"
    )
    purpose: Mapped[LoanPurpose] = field("Purpose", filtered=True, section="Request")
    purpose_note: Mapped[str | None] = field("What exactly for", section="Request")
    purchase_price: Mapped[Money | None] = field(
        "Purchase price", minimum=1, help="Of the vehicle, where the loan buys one.", section="Request"
    )
    collateral_id: Mapped[int | None] = reference(Collateral, "Collateral", section="Request")
    opportunity_id: Mapped[int | None] = reference("Opportunity", "Opportunity", section="Source")
    campaign_id: Mapped[int | None] = reference("Campaign", "Campaign", filtered=True, section="Source")
    partner_id: Mapped[int | None] = reference("Partner", "Referred by", filtered=True, section="Source")

    status: Mapped[ApplicationStatus] = field(
        "Status",
        listed=True,
        filtered=True,
        default=ApplicationStatus.DRAFT,
        editable=False,
        index=True,
        section="Progress",
    )
    requested_at: Mapped[datetime | None] = field("Submitted at", listed=True, editable=False, section="Progress")
    sla_due_at: Mapped[datetime | None] = field(
        "Due",
        listed=True,
        filtered=True,
        editable=False,
        help="When the present step should be done.",
        section="Progress",
    )
    appraiser_id: Mapped[int | None] = reference(
        Employee, "Appraiser", listed=True, filtered=True, editable=False, section="Progress"
    )
    document_requests: Mapped[int] = field("Requests for documents", default=0, editable=False, section="Progress")
    field_waiver: Mapped[LongText | None] = field("Field review waived", editable=False, section="Progress")
    grade: Mapped[RiskGrade | None] = field(
        "Risk grade", listed=True, filtered=True, editable=False, section="Decision"
    )
    requested_amount: Mapped[Money | None] = field("Amount first asked for", editable=False, section="Decision")
    exception_flag: Mapped[bool] = field(
        "Policy exception", filtered=True, default=False, editable=False, section="Decision"
    )
    decision: Mapped[Decision | None] = field("Decision", filtered=True, editable=False, section="Decision")
    decided_at: Mapped[datetime | None] = field("Decided at", editable=False, section="Decision")
    reject_code: Mapped[RejectCode | None] = field("Reject code", filtered=True, editable=False, section="Decision")
    reapply_from: Mapped[date | None] = field("May ask again from", editable=False, section="Decision")
    approval_expires_on: Mapped[date | None] = field("Approval valid until", editable=False, section="Decision")

    customer: Mapped[Customer]
    product: Mapped[Product]
    collateral: Mapped[Collateral | None]
    branch: Mapped[Branch]
    owner: Mapped[Employee | None]
    appraiser: Mapped[Employee | None]
