"""The company: one row that says whose books these are, in which money and on which business date."""

import enum
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from app.shared.clock import local_date
from app.shared.record import Record, field


class LenderType(enum.StrEnum):
    """The law that binds the lender decides which fees and caps apply."""

    LICENSED_FC = "licensed_fc"
    NON_CI = "non_ci"
    FOREIGN = "foreign"

    __labels__ = {
        "licensed_fc": "Licensed finance company (Vietnam)",
        "non_ci": "Lender outside the credit-institution law (Vietnam)",
        "foreign": "Lender under foreign law",
    }


class Company(Record):
    """`business_date` is the day on which everything is posted; end of day alone moves it."""

    __prefix__ = "COM"
    __title__ = ("name",)

    name: Mapped[str] = field("Name", listed=True)
    lender_type: Mapped[LenderType] = field("Kind of lender", listed=True, default=LenderType.LICENSED_FC)
    currency: Mapped[str] = field("Currency", listed=True, default="VND", max_length=3, editable=False)
    currency_exponent: Mapped[int] = field("Decimals of the currency", default=0, minimum=0, maximum=4, editable=False)
    time_zone: Mapped[str] = field("Time zone", default="Asia/Ho_Chi_Minh")
    business_date: Mapped[date] = field("Business date", listed=True, editable=False)


def company(session: Session) -> Company:
    """Return the company's row; raises NoResultFound before an installation has been set up."""
    return session.scalars(select(Company)).one()


def ensure_company(session: Session, **facts: object) -> Company:
    """Return the company's row, made with `facts` if there is none yet."""
    row = session.scalars(select(Company)).first()
    if row is None:
        zone = str(facts.get("time_zone", "Asia/Ho_Chi_Minh"))
        row = Company(**({"name": "Lendboard", "business_date": local_date(zone)} | facts))
        session.add(row)
        session.flush()
    return row


def business_date(session: Session) -> date:
    """Return the day on which everything is posted now."""
    return company(session).business_date
