"""Customer: a person or household business that borrows or asks to."""

import enum
from datetime import date

from sqlalchemy.orm import Mapped

from app.lowcode import FieldKind, Mask, Owned, Record, attachment, field
from app.people.branch import Branch
from app.people.employee import Employee
from app.shared.column_types import Money
from app.shared.phone import normalise_phone
from app.shared.secret import secret
from app.shared.text import Message


class CustomerType(enum.StrEnum):
    """Whom the lender deals with."""

    INDIVIDUAL = "individual"
    HOUSEHOLD_BUSINESS = "household_business"
    CORPORATE = "corporate"


class Sex(enum.StrEnum):
    """As on the identity document."""

    MALE = "male"
    FEMALE = "female"


class IdentityType(enum.StrEnum):
    """Accepted identity documents."""

    CCCD = "cccd"
    PASSPORT = "passport"

    __labels__ = {"cccd": "Citizen identity card (CCCD)"}


class MaritalStatus(enum.StrEnum):
    """As declared by the customer."""

    SINGLE = "single"
    MARRIED = "married"
    DIVORCED = "divorced"
    WIDOWED = "widowed"


class RiskGrade(enum.StrEnum):
    """The grade of the last credit assessment."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    __labels__ = {"low": "Low risk", "medium": "Medium risk", "high": "High risk"}


class Customer(Record, Owned):
    """`owner` is the relationship manager; grade and debt group are written by operations only."""

    __prefix__ = "CUS"
    __title__ = ("full_name",)

    full_name: Mapped[str] = field(
        "Full name", listed=True, searchable=True, index=True, personal=True, section="Identity"
    )
    type: Mapped[CustomerType] = field(
        "Type", listed=True, filtered=True, default=CustomerType.INDIVIDUAL, section="Identity"
    )
    sex: Mapped[Sex | None] = field("Sex", filtered=True, section="Identity")
    born_on: Mapped[date | None] = field("Date of birth", mask=Mask.DATE, personal=True, section="Identity")
    id_type: Mapped[IdentityType | None] = field("Identity document", default=IdentityType.CCCD, section="Identity")
    id_no: Mapped[str | None] = secret(
        "Identity number", mask=Mask.IDENTITY, unique=True, listed=True, section="Identity"
    )
    id_issued_on: Mapped[date | None] = field("Issued on", section="Identity")
    id_image_id: Mapped[int | None] = attachment(
        "Picture of the document", secret=True, personal=True, section="Identity"
    )
    marital_status: Mapped[MaritalStatus | None] = field("Marital status", section="Identity")
    phone: Mapped[str | None] = secret(
        "Phone",
        kind=FieldKind.PHONE,
        mask=Mask.PHONE,
        lookup=True,
        listed=True,
        parse=normalise_phone,
        section="Contact details",
    )
    other_phone: Mapped[str | None] = secret(
        "Other phone",
        kind=FieldKind.PHONE,
        mask=Mask.PHONE,
        lookup=True,
        parse=normalise_phone,
        section="Contact details",
    )
    email: Mapped[str | None] = field("E-mail", personal=True, mask=Mask.TEXT, section="Contact details")
    province: Mapped[str | None] = field("Province", listed=True, filtered=True, index=True, section="Contact details")
    ward: Mapped[str | None] = field("Ward", section="Contact details")
    street: Mapped[str | None] = field("Street", personal=True, mask=Mask.TEXT, section="Contact details")
    permanent_address: Mapped[str | None] = field(
        "Permanent address", personal=True, mask=Mask.ADDRESS, max_length=300, section="Contact details"
    )
    occupation: Mapped[str | None] = field("Occupation", filtered=True, section="Means")
    employer: Mapped[str | None] = field("Employer", section="Means")
    monthly_income: Mapped[Money | None] = field(
        "Monthly income", minimum=0, mask=Mask.AMOUNT, personal=True, section="Means"
    )
    household_expense: Mapped[Money | None] = field("Monthly household expense", minimum=0, section="Means")
    risk_grade: Mapped[RiskGrade | None] = field(
        "Risk grade", listed=True, filtered=True, editable=False, section="Standing"
    )
    debt_group: Mapped[int | None] = field(
        "Debt group", listed=True, filtered=True, editable=False, minimum=1, maximum=5, section="Standing"
    )
    blacklisted: Mapped[bool] = field("Blacklisted", filtered=True, default=False, editable=False, section="Standing")
    deceased: Mapped[bool] = field("Deceased", default=False, section="Standing")
    do_not_call: Mapped[bool] = field("Do not call", default=False, section="Standing")
    migrated: Mapped[bool] = field(
        "Migrated",
        filtered=True,
        default=False,
        editable=False,
        help="Came with an imported loan book; identity may be missing.",
        section="Standing",
    )
    acquisition_source: Mapped[Message | None] = field("Acquisition source", filtered=True, section="Standing")

    branch: Mapped[Branch]
    owner: Mapped[Employee | None]
