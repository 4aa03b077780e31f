"""Lead: somebody who may want a loan; the owner is the person it is assigned to, a team lead while in the pool."""

import enum
from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from app.lowcode import FieldKind, Mask, Owned, Record, field, part, reference
from app.marketing.campaign.model import Campaign, Channel
from app.parties.customer.model import Customer
from app.people.branch import Branch
from app.people.employee import Employee
from app.products.product.model import Product
from app.shared.column_types import LongText, Money
from app.shared.phone import normalise_phone
from app.shared.secret import secret


class LeadStatus(enum.StrEnum):
    """From the pool to a customer, or to one of the ways in which a lead ends."""

    NEW = "new"
    ASSIGNED = "assigned"
    CONTACTING = "contacting"
    CONTACTED = "contacted"
    QUALIFIED = "qualified"
    CONVERTED = "converted"
    UNQUALIFIED = "unqualified"
    LOST = "lost"
    DUPLICATE = "duplicate"
    DNC = "dnc"

    __labels__ = {"new": "In the pool", "contacting": "Being contacted", "dnc": "Do not call"}


OPEN = (LeadStatus.NEW, LeadStatus.ASSIGNED, LeadStatus.CONTACTING, LeadStatus.CONTACTED, LeadStatus.QUALIFIED)
_IS_OPEN = text(f"status IN ({', '.join(repr(str(state)) for state in OPEN)})")


class ContactResult(enum.StrEnum):
    """How the last attempt to reach the person went."""

    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    CALL_BACK = "call_back"
    INTERESTED = "interested"
    NOT_INTERESTED = "not_interested"


class LeadLoss(enum.StrEnum):
    """Why a lead came to nothing."""

    NO_NEED = "no_need"
    UNREACHABLE = "unreachable"
    WRONG_NUMBER = "wrong_number"
    COMPETITOR = "competitor"
    RATE_TOO_HIGH = "rate_too_high"
    NO_INCOME_PROOF = "no_income_proof"
    BAD_CREDIT = "bad_credit"
    OUT_OF_AREA = "out_of_area"

    __labels__ = {"no_income_proof": "No proof of income", "out_of_area": "Lives where we do not lend"}


class Lead(Record, Owned):
    """Of one telephone or identity number only one lead is open at a time; `touches` lists its marketing contacts."""

    __prefix__ = "LEA"
    __title__ = ("full_name",)
    __table_args__ = (
        Index("uq_lead_phone_lookup", "phone_lookup", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
        Index("uq_lead_id_no_lookup", "id_no_lookup", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
        Index("ix_lead_status_assigned_at", "status", "assigned_at"),
        Index("ix_lead_campaign_id_created_at", "campaign_id", "created_at"),
    )

    full_name: Mapped[str] = field("Full name", listed=True, searchable=True, index=True, personal=True)
    phone: Mapped[str] = secret(
        "Phone",
        kind=FieldKind.PHONE,
        mask=Mask.PHONE,
        lookup=True,
        listed=True,
        required=True,
        parse=normalise_phone,
    )
    id_no: Mapped[str | None] = secret("Identity number", mask=Mask.IDENTITY, lookup=True)
    province: Mapped[str | None] = field("Province", listed=True, filtered=True)
    need_product_id: Mapped[int | None] = reference(Product, "Product wanted", filtered=True, section="Need")
    need_amount: Mapped[Money | None] = field("Amount wanted", listed=True, minimum=1, section="Need")
    need_note: Mapped[LongText | None] = field("What the person needs", lines=3, section="Need")
    source: Mapped[Channel] = field("Source", listed=True, filtered=True, section="Origin")
    campaign_id: Mapped[int | None] = reference(Campaign, "Campaign", listed=True, filtered=True, section="Origin")
    touches: Mapped[list] = field(
        "Touches",
        default=list,
        editable=False,
        section="Origin",
        parts=(
            part("at", "At", FieldKind.TIMESTAMP),
            part("channel", "Channel", choices=Channel),
            part("campaign_id", "Campaign", target="Campaign"),
        ),
    )
    score: Mapped[int | None] = field("Score", listed=True, minimum=0, maximum=100, section="Progress")
    status: Mapped[LeadStatus] = field(
        "Status", listed=True, filtered=True, default=LeadStatus.NEW, editable=False, section="Progress"
    )
    assigned_at: Mapped[datetime | None] = field("Assigned at", editable=False, section="Progress")
    first_contact_at: Mapped[datetime | None] = field("First contact at", editable=False, section="Progress")
    result: Mapped[ContactResult | None] = field("Last result", filtered=True, editable=False, section="Progress")
    lost_reason: Mapped[LeadLoss | None] = field("Lost because", filtered=True, editable=False, section="Progress")
    customer_id: Mapped[int | None] = reference(Customer, "Became customer", editable=False, section="Progress")

    owner: Mapped[Employee | None]
    branch: Mapped[Branch]
    campaign: Mapped[Campaign | None]
    need_product: Mapped[Product | None]
    customer: Mapped[Customer | None]
