"""Partner: a firm that brings customers or serves the lender; debt may not be collected through one."""

import enum

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from app.lowcode import Mask, Owned, Record, field
from app.people.branch import Branch
from app.shared.column_types import Money, Percent
from app.shared.secret import secret


class PartnerKind(enum.StrEnum):
    """There is no debt-collection agency among them: that business is banned (Investment Law 2020, Article 6.1.h)."""

    CAR_MARKET = "car_market"
    DEALER = "dealer"
    REPAIR_SHOP = "repair_shop"
    AGENCY = "agency"
    INSURER = "insurer"
    LAW_FIRM = "law_firm"
    VALUER = "valuer"

    __labels__ = {"dealer": "Car dealer", "agency": "Marketing agency", "valuer": "Appraisal firm"}


class PartnerStatus(enum.StrEnum):
    """New business comes only from active partners."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Partner(Record, Owned):
    """Commission is a share of the loan or a fixed amount a loan, not both."""

    __prefix__ = "PAR"
    __title__ = ("name",)
    __table_args__ = (
        CheckConstraint("commission_percent IS NULL OR commission_amount IS NULL", name="commission_is_one_of_two"),
    )

    name: Mapped[str] = field("Name", listed=True, searchable=True, index=True)
    kind: Mapped[PartnerKind] = field("Kind", listed=True, filtered=True)
    tax_code: Mapped[str | None] = field(
        "Tax code",
        listed=True,
        searchable=True,
        index=True,
        pattern=r"\d{10}(-?\d{3})?",
        pattern_help="A tax code has 10 or 13 digits.",
    )
    contract_no: Mapped[str | None] = field("Contract number", searchable=True)
    phone: Mapped[str | None] = field("Phone")
    email: Mapped[str | None] = field("E-mail")
    address: Mapped[str | None] = field("Address", max_length=300)
    commission_percent: Mapped[Percent | None] = field(
        "Commission", unit="percent of the loan", minimum=0, maximum=20, section="Commission"
    )
    commission_amount: Mapped[Money | None] = field("Commission a loan", minimum=0, section="Commission")
    bank_name: Mapped[str | None] = field("Bank", section="Commission")
    bank_account: Mapped[str | None] = secret("Bank account", mask=Mask.ACCOUNT, section="Commission")
    status: Mapped[PartnerStatus] = field(
        "Status", listed=True, filtered=True, default=PartnerStatus.ACTIVE, editable=False
    )

    branch: Mapped[Branch]
