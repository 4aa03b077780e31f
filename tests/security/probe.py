"""A small governed lender that only these tests know: clients, their deals, notes on deals, and chases after them."""

from sqlalchemy.orm import Mapped, configure_mappers, relationship

from app import registry  # noqa: F401 - Branch and Employee must be mapped
from app.people.branch import Branch
from app.people.employee import Employee
from app.security.policies import owned, through
from app.security.roles import Role
from app.shared.column_types import Money
from app.shared.field import Mask
from app.shared.metadata import Model
from app.shared.record import Owned, Record, field, reference
from app.shared.secret import secret


class ProbeClient(Record, Owned):
    """Owned by an employee; marketing does not see the phone."""

    __title__ = ("name",)

    name: Mapped[str] = field("Name", personal=True)
    email: Mapped[str | None] = field("E-mail", mask=Mask.TEXT, personal=True)
    phone: Mapped[str | None] = secret("Phone", mask=Mask.PHONE, lookup=True)
    grade: Mapped[str | None] = field("Grade", editable=False)

    branch: Mapped[Branch]
    owner: Mapped[Employee | None]


class ProbeDeal(Record, Owned):
    """Owned itself, and its client's owner's too."""

    client_id: Mapped[int] = reference(ProbeClient, "Client")
    amount: Mapped[Money] = field("Amount")

    client: Mapped[ProbeClient]


class ProbeNote(Record):
    """Seen by whoever sees its deal or its client; both may be missing."""

    deal_id: Mapped[int | None] = reference(ProbeDeal, "Deal")
    client_id: Mapped[int | None] = reference(ProbeClient, "Client")
    writer_id: Mapped[int | None] = reference(Employee, "Writer")
    body: Mapped[str] = field("Body")

    deal: Mapped[ProbeDeal | None]
    client: Mapped[ProbeClient | None]


class ProbeChase(Record, Owned):
    """A collector's case: while it is theirs, the deal and its client are too."""

    deal_id: Mapped[int] = reference(ProbeDeal, "Deal")
    client_id: Mapped[int] = reference(ProbeClient, "Client")


MODELS = (ProbeClient, ProbeDeal, ProbeNote, ProbeChase)
WORDS = ("read", "add", "edit", "delete", "settle")

ProbeClient.deals = relationship(ProbeDeal, foreign_keys=ProbeDeal.client_id, viewonly=True)

_STAFF = {
    Role.SALES: "read:own add:own edit:own delete:own",
    Role.TEAM_LEAD: "read:team edit:team",
    Role.MANAGER: "read edit",
    Role.RISK: "read:company",
    Role.AUDITOR: "read:company",
}
POLICIES = {
    ProbeClient: {
        "scope": owned(),
        "access": {**_STAFF, Role.MARKETING: "read edit", Role.CARE: "read:own add", Role.COLLECTOR: "read:own"},
        "hidden": {Role.MARKETING: ("name", "email", "phone")},
    },
    ProbeDeal: {"scope": owned("client_id"), "access": {**_STAFF, Role.CASHIER: "settle", Role.COLLECTOR: "read:own"}},
    ProbeNote: {"scope": through("deal_id", "client_id", mine=("writer_id",)), "access": {**_STAFF}},
    ProbeChase: {
        "scope": owned(involves=("deal_id", "client_id")),
        "access": {Role.COLLECTOR: "read:own", Role.MANAGER: "read edit"},
    },
}

# Mapped, the tables leave the application's metadata again: migrations and schema checks must not meet them.
configure_mappers()
TABLES = tuple(model.__table__ for model in MODELS)
for _table in TABLES:
    Model.metadata.remove(_table)
