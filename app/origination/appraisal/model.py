"""Appraisal: what the appraiser found in the papers, or at the customer's home and work."""

import enum
from datetime import datetime

from sqlalchemy.orm import Mapped

from app.lowcode import Record, attachment, field, reference
from app.origination.application.model import Application
from app.people.employee import Employee
from app.shared.column_types import LongText, Money
from app.shared.upload import PHOTO


class AppraisalKind(enum.StrEnum):
    """At the desk from the papers, then in the field."""

    DESK = "desk"
    FIELD = "field"


class AppraisalStatus(enum.StrEnum):
    """A completed appraisal is no longer edited, a second look is a second one; a draft ends with its application."""

    DRAFT = "draft"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class CheckResult(enum.StrEnum):
    """The answer to one line of the checklist."""

    OK = "ok"
    FAIL = "fail"
    NOT_APPLICABLE = "na"

    __labels__ = {"ok": "In order", "fail": "Not in order", "na": "Not applicable"}


class AppraisalResult(enum.StrEnum):
    """What the appraiser recommends."""

    PASS = "pass"  # noqa: S105 - a result, not a password
    FAIL = "fail"
    SUPPLEMENT = "supplement"


class Appraisal(Record):
    """The checklist lines are columns, so that each is counted and filtered; a field appraisal says where and whom."""

    __prefix__ = "APR"
    __title__ = ("kind", "application")

    application_id: Mapped[int] = reference(
        Application, "Application", listed=True, filtered=True, section="Appraisal", searchable=True
    )
    kind: Mapped[AppraisalKind] = field(
        "Kind", listed=True, filtered=True, default=AppraisalKind.DESK, section="Appraisal"
    )
    appraiser_id: Mapped[int | None] = reference(
        Employee, "Appraiser", listed=True, filtered=True, editable=False, section="Appraisal"
    )
    status: Mapped[AppraisalStatus] = field(
        "Status", listed=True, filtered=True, default=AppraisalStatus.DRAFT, editable=False, section="Appraisal"
    )
    completed_at: Mapped[datetime | None] = field("Completed at", listed=True, editable=False, section="Appraisal")

    identity_check: Mapped[CheckResult | None] = field("Identity papers agree", section="Checklist")
    residence_check: Mapped[CheckResult | None] = field("Residence is proved", section="Checklist")
    income_check: Mapped[CheckResult | None] = field("Income is proved", section="Checklist")
    purpose_check: Mapped[CheckResult | None] = field("Purpose fits the product", section="Checklist")
    vehicle_check: Mapped[CheckResult | None] = field("Vehicle and papers agree", section="Checklist")
    income_verified: Mapped[Money | None] = field("Verified monthly income", minimum=0, section="Checklist")

    visited_at: Mapped[datetime | None] = field("Visited at", section="Visit")
    gps: Mapped[str | None] = field(
        "Position",
        pattern=r"-?\d{1,2}(\.\d+)?, ?-?\d{1,3}(\.\d+)?",
        pattern_help="Latitude and longitude: 10.7769, 106.7009",
        section="Visit",
    )
    photo_id: Mapped[int | None] = attachment("Photo", accepts=PHOTO, section="Visit")
    met_person: Mapped[str | None] = field("Person met", personal=True, section="Visit")
    address_match: Mapped[bool | None] = field("Address agrees", section="Visit")

    result: Mapped[AppraisalResult | None] = field("Result", listed=True, filtered=True, section="Result")
    findings: Mapped[LongText | None] = field("Findings", lines=4, section="Result")

    application: Mapped[Application]
    appraiser: Mapped[Employee | None]
