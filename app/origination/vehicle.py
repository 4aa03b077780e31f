"""Vehicle: the car that a loan buys or that secures it."""

import enum
from datetime import date

from sqlalchemy.orm import Mapped

from app.lowcode import Entity, Mask, Menu, Owned, Record, attachment, field, owned
from app.people.branch import Branch
from app.people.employee import Employee
from app.security.roles import Role
from app.shared.column_types import LongText
from app.shared.text import Message, msg

FIRST_CAR_YEAR = 1980


class VehicleUse(enum.StrEnum):
    """What the car is driven for."""

    PRIVATE = "private"
    BUSINESS = "business"


class AccidentHistory(enum.StrEnum):
    """The worst damage known; a major accident bars the car as security."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"


class Vehicle(Record, Owned):
    """One car; its chassis number identifies it across loans."""

    __prefix__ = "VEH"
    __title__ = ("brand", "model", "plate")

    plate: Mapped[str] = field(
        "Licence plate",
        listed=True,
        searchable=True,
        mask=Mask.TEXT,
        personal=True,
        pattern=r"\d{2}[A-Z]{1,2}\d?-?\d{3}\.?\d{2}",
        pattern_help="Write a plate such as 51K-123.45.",
        section="Vehicle",
    )
    vin: Mapped[str] = field(
        "Chassis number",
        searchable=True,
        unique=True,
        pattern=r"[A-HJ-NPR-Z0-9]{17}",
        pattern_help="17 letters and digits, without I, O and Q.",
        section="Vehicle",
    )
    engine_no: Mapped[str] = field("Engine number", section="Vehicle")
    brand: Mapped[str] = field("Brand", listed=True, filtered=True, section="Vehicle")
    model: Mapped[str] = field("Model", listed=True, filtered=True, section="Vehicle")
    year: Mapped[int] = field("Year of make", listed=True, minimum=FIRST_CAR_YEAR, maximum=2100, section="Vehicle")
    km: Mapped[int] = field("Mileage", unit="km", listed=True, minimum=0, section="Vehicle")
    colour: Mapped[str | None] = field("Colour", section="Vehicle")
    use: Mapped[VehicleUse] = field("Use", filtered=True, default=VehicleUse.PRIVATE, section="Vehicle")
    accident: Mapped[AccidentHistory] = field(
        "Accidents", filtered=True, default=AccidentHistory.NONE, section="Condition"
    )
    condition: Mapped[LongText] = field("Condition", lines=4, section="Condition")
    condition_report_id: Mapped[int | None] = attachment("Condition report", demanded=True, section="Condition")
    gps_device: Mapped[str | None] = field("Tracking device", section="Condition")
    registered_on: Mapped[date | None] = field("First registered on", section="Papers")
    purchased_on: Mapped[date | None] = field("Bought on", section="Papers")
    registration_no: Mapped[str | None] = field("Registration certificate", section="Papers")
    registration_expires_on: Mapped[date | None] = field("Registration valid until", section="Papers")
    inspection_expires_on: Mapped[date | None] = field("Inspection valid until", section="Papers")
    papers_complete: Mapped[bool] = field("Papers complete", filtered=True, default=False, section="Papers")

    branch: Mapped[Branch]
    owner: Mapped[Employee | None]


def is_not_registered_before_it_was_made(vehicle: Vehicle) -> tuple[str, Message] | None:
    """Refuse a first registration before the year of make."""
    if vehicle.registered_on is not None and vehicle.registered_on.year < vehicle.year:
        return "registered_on", msg("A car cannot be registered before the year in which it was made.")
    return None


ENTITY = Entity(
    Vehicle,
    "Vehicles",
    menu=Menu.ORIGINATION,
    icon="car",
    access={
        Role.SALES: "read:own add:own edit:own",
        Role.TEAM_LEAD: "read:team",
        Role.APPRAISER: "read:own edit:own",
        Role.RISK: "read edit",
        Role.MANAGER: "read",
        Role.LEGAL: "read edit",
        Role.CASHIER: "read",
        Role.ACCOUNTANT: "read",
        Role.COLLECTOR: "read",
        Role.FIELD_COLLECTOR: "read:own",
        Role.CARE: "read",
        Role.AUDITOR: "read",
        Role.DATA_STEWARD: "read edit",
    },
    scope=owned(),
    rules=(is_not_registered_before_it_was_made,),
)
