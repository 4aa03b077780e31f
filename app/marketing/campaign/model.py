"""Campaign: an effort to win customers through one channel, with a budget that management approves."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from app.lowcode import Owned, Record, field, reference
from app.parties.partner.model import Partner
from app.people.employee import Employee
from app.products.product.model import Product
from app.shared.column_types import Money


class Channel(enum.StrEnum):
    """Where people are reached; leads and their touches name the same channels."""

    WEBSITE = "website"
    LANDING = "landing"
    FACEBOOK = "facebook"
    ZALO = "zalo"
    GOOGLE = "google"
    EMAIL = "email"
    SMS = "sms"
    TELESALES = "telesales"
    PARTNER = "partner"
    EVENT = "event"
    REFERRAL = "referral"

    __labels__ = {"landing": "Landing page", "email": "E-mail", "sms": "SMS"}


class CampaignKind(enum.StrEnum):
    """Who runs the campaign."""

    INHOUSE = "inhouse"
    OUTSOURCED = "outsourced"

    __labels__ = {"inhouse": "In-house"}


class CampaignStatus(enum.StrEnum):
    """From draft to the confirmed costs on which its return is computed."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"
    CLOSED = "closed"


class Campaign(Record, Owned):
    """`utm` is the code that links of the campaign carry, by which a lead finds it."""

    __prefix__ = "CMP"
    __title__ = ("name",)
    __table_args__ = (
        CheckConstraint("budget >= 0", name="budget_is_not_negative"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates_are_a_stretch"),
    )

    name: Mapped[str] = field("Name", listed=True, searchable=True, index=True)
    channel: Mapped[Channel] = field("Channel", listed=True, filtered=True)
    kind: Mapped[CampaignKind] = field("Run by", filtered=True, default=CampaignKind.INHOUSE)
    agency_id: Mapped[int | None] = reference(Partner, "Agency")
    product_id: Mapped[int | None] = reference(Product, "Product", filtered=True)
    starts_on: Mapped[date] = field("Starts on", listed=True, filtered=True)
    ends_on: Mapped[date | None] = field("Ends on", listed=True)
    budget: Mapped[Money] = field("Budget", listed=True, minimum=0)
    target_leads: Mapped[int | None] = field("Leads to win", minimum=0)
    utm: Mapped[str | None] = field(
        "Campaign code",
        unique=True,
        pattern=r"[a-z0-9._-]+",
        pattern_help="Small letters, digits, dots, dashes and underscores.",
        help="utm_campaign of its links.",
    )
    status: Mapped[CampaignStatus] = field(
        "Status", listed=True, filtered=True, default=CampaignStatus.DRAFT, editable=False
    )
    costs_confirmed_at: Mapped[datetime | None] = field("Costs confirmed at", editable=False)
    costs_confirmed_by_id: Mapped[int | None] = reference(Employee, "Costs confirmed by", editable=False)

    agency: Mapped[Partner | None]
    product: Mapped[Product | None]

    @property
    def amount(self) -> int:
        """What an approval is measured by: the budget."""
        return self.budget
