"""Collateral: what secures a loan, what it is worth, and where its papers are."""

import enum
from datetime import date

from sqlalchemy.orm import Mapped

from app.lowcode import Entity, Menu, Owned, Record, field, owned, reference
from app.origination.vehicle import Vehicle
from app.parties.customer.model import Customer
from app.people.branch import Branch
from app.people.employee import Employee
from app.security.roles import Role
from app.shared.column_types import Money
from app.shared.text import Message, msg


class CollateralType(enum.StrEnum):
    """What is pledged."""

    VEHICLE = "vehicle"
    DEPOSIT = "deposit"
    OTHER = "other"


class CollateralStatus(enum.StrEnum):
    """Where the pledge stands."""

    OFFERED = "offered"
    REGISTERED = "registered"
    RELEASED = "released"
    SEIZED = "seized"


class Collateral(Record, Owned):
    """`customer` is who owns the thing; `owner` the employee who answers for the row, as everywhere."""

    __prefix__ = "COL"
    __title__ = ("type", "vehicle")

    type: Mapped[CollateralType] = field(
        "Type", listed=True, filtered=True, default=CollateralType.VEHICLE, section="Collateral"
    )
    customer_id: Mapped[int] = reference(
        Customer, "Owner of the thing", listed=True, filtered=True, searchable=True, section="Collateral"
    )
    vehicle_id: Mapped[int | None] = reference(Vehicle, "Vehicle", listed=True, section="Collateral")
    description: Mapped[str | None] = field("Description", section="Collateral")
    status: Mapped[CollateralStatus] = field(
        "Status", listed=True, filtered=True, default=CollateralStatus.OFFERED, section="Collateral"
    )
    appraised_value: Mapped[Money] = field("Appraised value", listed=True, minimum=1, section="Value")
    market_value: Mapped[Money | None] = field("Market value", minimum=1, section="Value")
    appraiser_id: Mapped[int] = reference(Employee, "Valued by", section="Value")
    appraised_on: Mapped[date] = field("Valued on", listed=True, section="Value", today=True)
    registration_no: Mapped[str | None] = field("Number in the register of pledges", section="Register")
    registered_on: Mapped[date | None] = field("Registered on", section="Register")
    papers_at: Mapped[str | None] = field("Original papers kept at", section="Custody")
    papers_received_by_id: Mapped[int | None] = reference(Employee, "Papers received by", section="Custody")
    insurance_no: Mapped[str | None] = field("Insurance policy", section="Insurance")
    insurance_expires_on: Mapped[date | None] = field("Insured until", filtered=True, section="Insurance")
    insurance_beneficiary: Mapped[str | None] = field("Beneficiary", section="Insurance")

    customer: Mapped[Customer]
    vehicle: Mapped[Vehicle | None]
    branch: Mapped[Branch]
    owner: Mapped[Employee | None]


def names_what_is_pledged(collateral: Collateral) -> tuple[str, Message] | None:
    """Require the vehicle, or a description of anything else."""
    if collateral.type in (None, CollateralType.VEHICLE):  # None: the default is filled in after the rules
        has_vehicle = collateral.vehicle_id is not None or collateral.vehicle is not None
        return None if has_vehicle else ("vehicle_id", msg("Please choose the vehicle."))
    if not collateral.description:
        return "description", msg("Please describe what is pledged.")
    return None


def registration_is_complete(collateral: Collateral) -> tuple[str, Message] | None:
    """Require number and day together: the pledge binds third parties from its registration."""
    if bool(collateral.registration_no) is not bool(collateral.registered_on):
        return "registration_no", msg("Give both the number and the day of registration.")
    if collateral.status is CollateralStatus.REGISTERED and not collateral.registration_no:
        return "registration_no", msg("A registered pledge has a number in the register.")
    return None


ENTITY = Entity(
    Collateral,
    "Collateral",
    menu=Menu.ORIGINATION,
    icon="shield-lock",
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
    scope=owned("customer_id", mine=("appraiser_id",), involves=("vehicle_id",)),
    rules=(names_what_is_pledged, registration_is_complete),
)
