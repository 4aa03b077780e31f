"""Consent: what a person allowed the lender to do with their data, given once and withdrawn at will."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from app.lowcode import Record, attachment, field, reference
from app.parties.customer.model import Customer
from app.shared.clock import utc_now
from app.shared.column_types import LongText


class ConsentPurpose(enum.StrEnum):
    """One consent covers one purpose: bundled consent is void (Decree 356/2025)."""

    LOAN_PROCESSING = "loan_processing"
    CREDIT_SCORING = "credit_scoring"
    CREDIT_BUREAU = "credit_bureau"
    MARKETING = "marketing"
    PROFILING = "profiling"
    THIRD_PARTY_SHARE = "third_party_share"
    CALL_RECORDING = "call_recording"

    __labels__ = {"credit_bureau": "Credit-bureau enquiry", "third_party_share": "Sharing with third parties"}


class ConsentMethod(enum.StrEnum):
    """How the consent can be proved."""

    PAPER = "paper"
    OTP = "otp"
    CALL_RECORD = "call_record"
    ESIGN = "esign"

    __labels__ = {"paper": "Signed paper", "otp": "One-time code", "esign": "Electronic signature"}


class ConsentStatus(enum.StrEnum):
    """A withdrawn consent never comes back: a new one is given."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class Consent(Record):
    """Of a lead or of a customer; the evidence is the file that proves it."""

    __prefix__ = "CST"
    __title__ = ("purpose",)
    __table_args__ = (
        CheckConstraint("(lead_id IS NULL) <> (customer_id IS NULL)", name="subject_is_lead_or_customer"),
    )

    customer_id: Mapped[int | None] = reference(Customer, "Customer", listed=True, filtered=True, searchable=True)
    lead_id: Mapped[int | None] = reference("Lead", "Lead", listed=True, filtered=True, searchable=True)
    purpose: Mapped[ConsentPurpose] = field("Purpose", listed=True, filtered=True)
    data_types: Mapped[LongText] = field("Kinds of data", lines=2, help="Which data are processed, one a line.")
    source: Mapped[str] = field("Collected through")
    recipients: Mapped[LongText | None] = field("Recipients", lines=2, help="Who receives the data, one a line.")
    retention: Mapped[str | None] = field("Kept for")
    method: Mapped[ConsentMethod] = field("Proved by", listed=True, filtered=True)
    evidence_id: Mapped[int | None] = attachment(
        "Evidence",
        demanded=True,
        personal=True,
        help="The signed form, or a page that shows the code, the recording or the signature.",
    )
    text_version: Mapped[str] = field("Version of the text", listed=True)
    given_at: Mapped[datetime] = field("Given at", listed=True, default=utc_now)
    withdrawn_at: Mapped[datetime | None] = field("Withdrawn at", listed=True, editable=False)
    status: Mapped[ConsentStatus] = field(
        "Status", listed=True, filtered=True, default=ConsentStatus.GIVEN, editable=False
    )
